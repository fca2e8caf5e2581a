package org.histloss.cli;

import java.io.PrintWriter;
import java.util.Locale;
import org.apache.spark.sql.SparkSession;
import org.histloss.dataset.ExitCode;
import org.histloss.training.TrainJob;
import org.histloss.training.TrainJob.Resume;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code train}: a data set becomes a model. */
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    description = {
      "Trains an embedding on a data set's training identities and writes a run folder: model,"
          + " checkpoints, metrics, status. The last line of output is: parameters sha256 HEX"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  bin/histloss train --data dataset --output run",
      "  bin/histloss train --data dataset --output run \\",
      "      --set training.epochs=30 --set loss.bins=100",
      "  bin/histloss --master spark://host:7077 train \\",
      "      --data hdfs:///dataset --output hdfs:///run",
    })
final class TrainCommand implements JobCommand {
  @Spec private CommandSpec spec;

  @Option(
      names = "--data",
      paramLabel = "DATASET",
      required = true,
      description = "A data set folder made by prepare.")
  private String data;

  @Option(
      names = "--resume",
      paramLabel = "auto|never|must",
      defaultValue = "auto",
      description = {
        "Whether to go on with an unfinished run in the output folder: where there is one, never, or"
            + " fail where there is none (default: ${DEFAULT-VALUE})."
      })
  private Resume resume;

  @Mixin private OutputOptions target;
  @Mixin private JobOptions options;

  @Override
  public void check() {
    options.settings();
  }

  @Override
  public Integer call() {
    TrainJob.Request request =
        new TrainJob.Request(data, target.output(), options.settings(), target.overwrite(), resume);
    Inputs.checkDataset(data);
    TrainJob.Result result;
    try (SparkSession spark = Sessions.open("train")) {
      result = new Training(spark).run(request);
    }
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        Locale.ROOT,
        "%d mini-batches in %.0f s, %.0f samples/s%n",
        result.batches(),
        result.seconds(),
        result.samplesPerSecond());
    out.println("model " + result.model());
    out.println("parameters sha256 " + result.parametersSha256());
    out.flush();
    return ExitCode.DONE.code();
  }
}
