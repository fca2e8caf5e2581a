package org.histloss.cli;

import org.apache.spark.sql.SparkSession;
import org.histloss.config.Settings;
import org.histloss.dataprep.PrepareJob;
import org.histloss.dataprep.PrepareSettings;
import org.histloss.dataset.DatasetManifest.SplitRule;
import org.histloss.dataset.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code prepare}: pictures or feature vectors become a data set. */
@Command(
    name = "prepare",
    mixinStandardHelpOptions = true,
    description = {
      "Reads pictures or feature vectors, checks them, deals identities to train, validation and"
          + " test, and writes a data set."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  bin/histloss prepare --source folder --input photos --output dataset",
      "      photos/IDENTITY/CAMERA_anything.jpg, one folder for each identity",
      "  bin/histloss prepare --source csv --input photos/index.csv --output dataset",
      "      with a header: path,identity,camera,split[,role] in any order",
      "  bin/histloss prepare --source parquet --input table.parquet --output dataset",
      "      with columns sample_id, identity, image or features[, camera, role, split]",
      "  bin/histloss prepare --source emoji --output dataset \\",
      "      --set image.height=64 --set image.width=64",
    })
final class PrepareCommand implements JobCommand {
  @Option(
      names = "--source",
      paramLabel = "NAME",
      required = true,
      description = "folder, csv, parquet, emoji or glyphs.")
  private String source;

  @Option(names = "--input", paramLabel = "URI", description = "What folder, csv and parquet read.")
  private String input;

  @Mixin private OutputOptions target;
  @Mixin private JobOptions options;

  @Override
  public void check() {
    request(options.settings(), source, input, target.output(), target.overwrite());
  }

  @Override
  public Integer call() {
    Settings settings = options.settings();
    PrepareSettings request = request(settings, source, input, target.output(), target.overwrite());
    try (SparkSession spark = Sessions.open("prepare")) {
      new PrepareJob(spark, request).run();
    }
    return ExitCode.DONE.code();
  }

  /** What is to be prepared, with pictures and splits as the settings say. */
  static PrepareSettings request(
      Settings settings, String source, String input, String output, boolean overwrite) {
    Settings.Image image = settings.image();
    Settings.Split split = settings.split();
    return new PrepareSettings(
        new PrepareSettings.Source(
            source, input, System.getProperty("histloss.cache"), split.seed()),
        new PrepareSettings.Picture(image.height(), image.width(), image.channels()),
        new SplitRule(split.train(), split.val(), split.test(), split.seed()),
        output,
        overwrite);
  }
}
