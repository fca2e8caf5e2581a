package org.histloss.cli;

import static org.histloss.dataset.JobException.badConfiguration;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.histloss.dataset.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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

  @Option(
      names = "--loss-vectors",
      paramLabel = "FILE",
      description = "Golden loss cases instead of the built-in ones, a local file.")
  private Path lossVectors;

  @Option(
      names = "--retrieval-vectors",
      paramLabel = "FOLDER",
      description = "Golden retrieval cases instead of the built-in ones, a local folder.")
  private Path retrievalVectors;

  @Mixin private JobOptions options;

  @Override
  public void check() {
    options.settings();
    checkExists("--loss-vectors", lossVectors);
    checkExists("--retrieval-vectors", retrievalVectors);
  }

  private static void checkExists(String option, Path path) {
    if (path != null && !Files.exists(path)) {
      throw badConfiguration("%s %s: no such file or folder", option, path);
    }
  }

  @Override
  public Integer call() {
    check();
    List<Finding> findings = new ArrayList<>();
    try (SparkSession spark = Sessions.open("doctor")) {
      findings.addAll(new Doctor(spark, options.settings()).examine());
    }
    findings.add(GoldenCases.loss(lossVectors));
    findings.add(GoldenCases.retrieval(retrievalVectors));
    PrintWriter out = spec.commandLine().getOut();
    findings.forEach(finding -> out.println(finding.line()));
    long off = findings.stream().filter(finding -> !finding.ok()).count();
    out.println(off == 0 ? "all is well" : off + " of " + findings.size() + " findings are off");
    out.flush();
    return off == 0 ? ExitCode.DONE.code() : ExitCode.INFRASTRUCTURE.code();
  }
}
