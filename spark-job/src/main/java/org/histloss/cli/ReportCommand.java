package org.histloss.cli;

import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.histloss.dataset.ExitCode;
import org.histloss.report.ReportData;
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
    description = "Draws the page and the charts of a report folder again from its report.json.",
    footerHeading = "%nExample:%n",
    footer = "  bin/histloss report demo/report")
final class ReportCommand implements JobCommand {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "REPORT", description = "A report folder made by evaluate or demo.")
  private String report;

  @Mixin private JobOptions options;

  @Override
  public void check() {
    options.settings();
  }

  @Override
  public Integer call() {
    List<Integer> ranks = options.settings().evaluation().recallAt();
    ReportData data = new ReportWriter(SparkHadoopUtil.get().conf()).renderAgain(new Path(report));
    ScoreTable.print(data, ranks, report, spec.commandLine().getOut());
    return ExitCode.DONE.code();
  }
}
