package org.histloss.cli;

import org.apache.spark.sql.SparkSession;
import org.histloss.config.Settings;
import org.histloss.dataprep.PrepareJob;
import org.histloss.dataprep.PrepareSettings;
import org.histloss.dataprep.PrepareSettings.Existing;
import org.histloss.dataset.DatasetManifest.SplitRule;
import org.histloss.dataset.ExitCode;
import org.histloss.dataset.JobException;
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
      "  bin/histloss prepare --append --source folder --input photos \\",
      "      --output dataset",
      "      every night: adds what dataset doesn't hold yet; makes it the first time",
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

  @Option(
      names = "--append",
      description = {
        "Add what the input holds and the data set at --output doesn't, as a new version of it."
            + " Samples that are there already are left alone; where there is no data set yet, it"
            + " is made, so that the command is the same every time."
      })
  private boolean append;

  @Mixin private OutputOptions target;
  @Mixin private JobOptions options;

  @Override
  public void check() {
    request();
  }

  @Override
  public Integer call() {
    PrepareSettings request = request();
    try (SparkSession spark = Sessions.open("prepare")) {
      new PrepareJob(spark, request).run();
    }
    return ExitCode.DONE.code();
  }

  private PrepareSettings request() {
    if (append && target.overwrite()) {
      throw JobException.badConfiguration(
          "--append: must not be given with --overwrite, which removes what would be added to");
    }
    Existing existing =
        append ? Existing.APPEND : target.overwrite() ? Existing.REPLACE : Existing.REFUSE;
    return request(options.settings(), source, input, target.output(), existing);
  }

  /** The same, replacing what is there or refusing to. */
  static PrepareSettings request(
      Settings settings, String source, String input, String output, boolean overwrite) {
    Existing existing = overwrite ? Existing.REPLACE : Existing.REFUSE;
    return request(settings, source, input, output, existing);
  }

  /** What is to be prepared, with pictures and splits as the settings say. */
  static PrepareSettings request(
      Settings settings, String source, String input, String output, Existing existing) {
    Settings.Image image = settings.image();
    Settings.Split split = settings.split();
    return new PrepareSettings(
        new PrepareSettings.Source(
            source, input, System.getProperty("histloss.cache"), split.seed()),
        new PrepareSettings.Picture(image.height(), image.width(), image.channels()),
        new SplitRule(split.train(), split.val(), split.test(), split.seed()),
        output,
        existing);
  }
}
