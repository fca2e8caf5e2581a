package org.histloss.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.histloss.config.Settings;
import org.histloss.dataset.ExitCode;
import org.histloss.dataset.JobException;
import org.histloss.report.ReportData;
import org.histloss.report.ReportReader;
import org.histloss.report.ReportWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code report}: draws a report again. */
@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    description = {
      "Draws the page and the charts of a report folder again from its report.json. Of the settings,"
          + " evaluation.recall-at and evaluation.cmc-ranks apply, as far as the report holds ranks.",
      "With --pool: prints the scores of several reports by one protocol, such as those of several"
          + " train/test splits, with their mean and spread; nothing is drawn."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  bin/histloss report demo/report",
      "  bin/histloss report demo/report --set evaluation.recall-at=[1,2,4,8]",
      "  bin/histloss report --pool split-1/report split-2/report split-3/report",
    })
final class ReportCommand implements JobCommand {
  @Spec private CommandSpec spec;

  @Option(names = "--pool", description = "Mean and spread over several reports.")
  private boolean pool;

  @Parameters(
      paramLabel = "REPORT",
      arity = "1..*",
      description = "A report folder made by evaluate or demo; several with --pool.")
  private List<String> folders;

  @Mixin private JobOptions options;

  @Override
  public void check() {
    // How many ranks the report holds is known once it is read.
    settingsOver("evaluation.cmc-ranks = " + Integer.MAX_VALUE);
    if (pool) {
      PooledReports.checkDistinct(folders);
    } else if (folders.size() > 1) {
      throw JobException.badConfiguration(
          "%d reports are given: must be one, or several with --pool", folders.size());
    }
  }

  @Override
  public Integer call() {
    check();
    Configuration hadoop = Inputs.hadoop();
    if (pool) {
      pool(hadoop);
    } else {
      drawAgain(folders.get(0), hadoop);
    }
    return ExitCode.DONE.code();
  }

  private void pool(Configuration hadoop) {
    Map<String, ReportData> reports = new LinkedHashMap<>();
    folders.forEach(folder -> reports.put(folder, ReportReader.read(new Path(folder), hadoop)));
    PooledReports pooled = new PooledReports(reports);
    String ranks =
        "evaluation { recall-at = %s, cmc-ranks = %d }"
            .formatted(pooled.recallAt(), Integer.MAX_VALUE);
    pooled.print(settingsOver(ranks).recallAt(), spec.commandLine().getOut());
  }

  private void drawAgain(String report, Configuration hadoop) {
    Path folder = new Path(report);
    ReportData stored = ReportReader.read(folder, hadoop);
    Settings.Evaluation ranks =
        settingsOver(
            "evaluation { recall-at = %s, cmc-ranks = %s }"
                .formatted(stored.recallAt(), stored.ranksHeld()));
    ReportData shown = stored.showing(ranks.recallAt(), ranks.cmcRanks());
    new ReportWriter(hadoop).renderAgain(shown, folder);
    ScoreTable.print(shown, shown.recallAt(), report, spec.commandLine().getOut());
  }

  private Settings.Evaluation settingsOver(String base) {
    return options.settingsOver(base).evaluation();
  }
}
