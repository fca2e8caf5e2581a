package org.histloss.cli;

import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.histloss.config.Settings;
import org.histloss.dataset.ExitCode;
import org.histloss.report.ReportData;
import org.histloss.report.ReportReader;
import org.histloss.report.ReportWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code report}: draws a report again. */
@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    description = {
      "Draws the page and the charts of a report folder again from its report.json. Of the settings,"
          + " evaluation.recall-at and evaluation.cmc-ranks apply, as far as the report holds ranks."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  bin/histloss report demo/report",
      "  bin/histloss report demo/report --set evaluation.recall-at=[1,2,4,8]",
    })
final class ReportCommand implements JobCommand {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "REPORT", description = "A report folder made by evaluate or demo.")
  private String report;

  @Mixin private JobOptions options;

  @Override
  public void check() {
    // How many ranks the report holds is known once it is read.
    settingsOver("evaluation.cmc-ranks = " + Integer.MAX_VALUE);
  }

  @Override
  public Integer call() {
    check();
    Configuration hadoop = SparkHadoopUtil.get().conf();
    Path folder = new Path(report);
    ReportData stored = ReportReader.read(folder, hadoop);
    Settings.Evaluation ranks =
        settingsOver(
            "evaluation { recall-at = %s, cmc-ranks = %s }"
                .formatted(stored.recallAt(), stored.ranksHeld()));
    ReportData shown = stored.showing(ranks.recallAt(), ranks.cmcRanks());
    new ReportWriter(hadoop).renderAgain(shown, folder);
    ScoreTable.print(shown, shown.recallAt(), report, spec.commandLine().getOut());
    return ExitCode.DONE.code();
  }

  private Settings.Evaluation settingsOver(String base) {
    return options.settingsOver(base).evaluation();
  }
}
