package org.histloss.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.histloss.config.Settings;
import org.histloss.config.SettingsReader;
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
          + " evaluation.recall-at and evaluation.cmc-ranks apply, as far as the report holds ranks;"
          + " others are refused unless the report was made with them.",
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
  /**
   * Settings that a stored report can be drawn anew with; the others were used up by its making.
   */
  private static final Set<String> RANKS = Set.of("evaluation.recall-at", "evaluation.cmc-ranks");

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
    reports.values().forEach(this::checkOnlyRanks);
    PooledReports pooled = new PooledReports(reports);
    String ranks =
        "evaluation { recall-at = %s, cmc-ranks = %d }"
            .formatted(pooled.recallAt(), Integer.MAX_VALUE);
    pooled.print(settingsOver(ranks).recallAt(), spec.commandLine().getOut());
  }

  private void drawAgain(String report, Configuration hadoop) {
    Path folder = new Path(report);
    ReportData stored = ReportReader.read(folder, hadoop);
    checkOnlyRanks(stored);
    Settings.Evaluation ranks =
        settingsOver(
            "evaluation { recall-at = %s, cmc-ranks = %s }"
                .formatted(stored.recallAt(), stored.ranksHeld()));
    ReportData shown = stored.showing(ranks.recallAt(), ranks.cmcRanks());
    new ReportWriter(hadoop).renderAgain(shown, folder);
    ScoreTable.print(shown, shown.recallAt(), report, spec.commandLine().getOut());
  }

  /** Refuses what would have no effect; a file that the report was made with may be given again. */
  private void checkOnlyRanks(ReportData stored) {
    String anyRanks = "evaluation.cmc-ranks = " + Integer.MAX_VALUE;
    Map<String, String> defaults = SettingsReader.readOver(anyRanks, null, List.of()).values();
    Set<String> named = options.named();
    options
        .settingsOver(anyRanks)
        .values()
        .forEach(
            (key, value) -> {
              boolean given = named.contains(key) || !value.equals(defaults.get(key));
              String made = stored.settings().get(key);
              if (given && !RANKS.contains(key) && !value.equals(made)) {
                throw JobException.badConfiguration(
                    "%s = %s: has no effect on a report%s; only evaluation.recall-at and"
                        + " evaluation.cmc-ranks can be set here",
                    key, value, made == null ? "" : ", which was made with " + made);
              }
            });
  }

  private Settings.Evaluation settingsOver(String base) {
    return options.settingsOver(base).evaluation();
  }
}
