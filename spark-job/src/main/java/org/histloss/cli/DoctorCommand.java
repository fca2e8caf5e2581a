package org.histloss.cli;

import java.io.PrintWriter;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.histloss.dataset.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code doctor}: is this machine, or this cluster, fit for training? */
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    description = {
      "Says what would compute here (Java, Spark, native library, memory) and recomputes the golden"
          + " loss and retrieval cases. Ends with 0 only if all is well."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  bin/histloss doctor",
      "  bin/histloss --master spark://host:7077 doctor",
    })
final class DoctorCommand implements JobCommand {
  @Spec private CommandSpec spec;
  @Mixin private JobOptions options;

  @Override
  public void check() {
    options.settings();
  }

  @Override
  public Integer call() {
    check();
    List<Finding> findings;
    try (SparkSession spark = Sessions.open("doctor")) {
      findings = new Doctor(spark).examine();
    }
    PrintWriter out = spec.commandLine().getOut();
    findings.forEach(finding -> out.println(finding.line()));
    long off = findings.stream().filter(finding -> !finding.ok()).count();
    out.println(off == 0 ? "all is well" : off + " of " + findings.size() + " findings are off");
    out.flush();
    return off == 0 ? ExitCode.DONE.code() : ExitCode.INFRASTRUCTURE.code();
  }
}
