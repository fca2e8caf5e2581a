package org.histloss.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.histloss.config.Settings;
import org.histloss.dataset.ExitCode;
import org.histloss.dataset.ManifestFile;
import org.histloss.evaluation.embedding.ModelEmbedding;
import org.histloss.export.EmbedJob;
import org.histloss.export.EmbedJob.Export;
import org.histloss.export.EmbedJob.ExportedModel;
import org.histloss.export.EmbedSettings;
import org.histloss.export.EmbeddingsMarker;
import org.histloss.network.EmbeddingModel;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code embed}: the embeddings of a data set, for use elsewhere. */
@Command(
    name = "embed",
    mixinStandardHelpOptions = true,
    description = {
      "Writes a model's embeddings of a data set: embeddings.npy (NumPy, float32, a row a sample)"
          + " with ids.csv (its rows' sample_id, identity, camera), the same as a Parquet table in"
          + " parquet/, and last embeddings.json, without which the folder is not valid. What a"
          + " killed embed left is replaced by the same command; where it had finished, the same"
          + " command changes nothing and ends with 0. An export of another model, data set,"
          + " split, format or evaluation.embed-batch, or a damaged one, needs --overwrite."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  bin/histloss embed --model run/model --data dataset --output embeddings",
      "  bin/histloss embed --model run/model --data dataset --split test \\",
      "      --format npy --output embeddings-test",
    })
final class EmbedCommand implements JobCommand {
  @Spec private CommandSpec spec;

  @Option(
      names = "--model",
      paramLabel = "MODEL",
      required = true,
      description = "A model folder made by train: RUN/model.")
  private String model;

  @Option(
      names = "--data",
      paramLabel = "DATASET",
      required = true,
      description = "A data set folder made by prepare.")
  private String data;

  @Option(
      names = "--split",
      paramLabel = "train|val|test|all",
      defaultValue = EmbedSettings.ALL,
      description = "Whose samples; all where not given.")
  private String split;

  @Option(
      names = "--format",
      paramLabel = "parquet|npy|both",
      defaultValue = "both",
      description = "Which files; both where not given.")
  private String format;

  @Mixin private OutputOptions target;
  @Mixin private JobOptions options;

  @Override
  public void check() {
    request(options.settings());
  }

  @Override
  public Integer call() {
    check();
    Path folder = EvaluateCommand.whole(new Path(model), Inputs.hadoop());
    Inputs.check(List.of(folder), data);
    try (SparkSession spark = Sessions.open("embed")) {
      Configuration hadoop = spark.sessionState().newHadoopConf();
      EmbedSettings request = request(EvaluateCommand.settings(folder.getParent(), spark, options));
      EmbeddingModel loaded = EmbeddingModel.load(folder, hadoop);
      loaded.checkFits(ManifestFile.read(hadoop, new Path(data)).shape());
      ExportedModel exported =
          new ExportedModel(
              ModelEmbedding.of(loaded).checkFinite("model"), loaded.parametersSha256());
      print(new EmbedJob(spark, request, exported).run());
    }
    return ExitCode.DONE.code();
  }

  private EmbedSettings request(Settings settings) {
    return new EmbedSettings(
        data,
        split,
        EmbedSettings.Format.of(format),
        settings.evaluation().embedBatch(),
        target.output(),
        target.overwrite());
  }

  private void print(Export export) {
    PrintWriter out = spec.commandLine().getOut();
    EmbeddingsMarker marker = export.marker();
    if (export.thereAlready()) {
      out.println("embeddings " + target.output() + ": there already (same model, data, split)");
    } else {
      out.printf(
          Locale.ROOT,
          "%,d embeddings of %d numbers in %s%n",
          marker.rows(),
          marker.dimension(),
          target.output());
    }
    if (marker.zeroEmbeddings() > 0) {
      out.printf(
          Locale.ROOT,
          "%,d of them are zero: they have no direction, their similarity to everything is 0%n",
          marker.zeroEmbeddings());
    }
    out.flush();
  }
}
