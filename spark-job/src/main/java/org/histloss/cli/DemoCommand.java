package org.histloss.cli;

import static org.histloss.dataset.JobException.badConfiguration;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.histloss.config.Settings;
import org.histloss.dataprep.PrepareJob;
import org.histloss.dataset.ExitCode;
import org.histloss.report.ReportData;
import org.histloss.training.TrainJob;
import org.histloss.training.TrainJob.Resume;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code demo}: the whole road on real data, by one command. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = {
      "Prepares a demo data set, trains on half of its identities, evaluates on the other half and"
          + " writes a report: FOLDER/dataset, FOLDER/run, FOLDER/report."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  bin/histloss demo",
      "  bin/histloss demo --dataset glyphs --output demo-glyphs     needs no npm",
    })
final class DemoCommand implements JobCommand {
  private static final List<String> DATASETS = List.of("emoji", "glyphs");

  @Spec private CommandSpec spec;

  @Option(
      names = "--dataset",
      paramLabel = "emoji|glyphs",
      defaultValue = "emoji",
      description = {
        "emoji: the same emoji drawn by eight vendors, fetched by npm. glyphs: the same character in"
            + " 32 type faces (default: ${DEFAULT-VALUE})."
      })
  private String dataset;

  @Option(
      names = "--output",
      paramLabel = "FOLDER",
      defaultValue = "demo",
      description = "Folder to be made (default: ${DEFAULT-VALUE}).")
  private String output;

  @Option(names = "--overwrite", description = "Replace what lies in the folder.")
  private boolean overwrite;

  @Mixin private JobOptions options;

  @Override
  public void check() {
    settings();
  }

  @Override
  public Integer call() {
    Settings settings = settings();
    PrintWriter out = spec.commandLine().getOut();
    Phases phases = new Phases(3, spec.commandLine().getErr());
    ReportData report;
    try (SparkSession spark = Sessions.open("demo")) {
      checkFree(spark);
      phases.run("prepare", () -> prepare(spark, settings));
      phases.run("train", () -> train(spark, settings));
      report = phases.run("evaluate", () -> evaluate(spark, settings, phases));
    }
    out.println(phases.summary());
    ScoreTable.print(report, settings.evaluation().recallAt(), at("report"), out);
    return ExitCode.DONE.code();
  }

  private PrepareJob.Result prepare(SparkSession spark, Settings settings) {
    return new PrepareJob(
            spark, PrepareCommand.request(settings, dataset, null, at("dataset"), overwrite))
        .run();
  }

  private TrainJob.Result train(SparkSession spark, Settings settings) {
    TrainJob.Request request =
        new TrainJob.Request(at("dataset"), at("run"), settings, overwrite, Resume.NEVER);
    return new Training(spark).run(request);
  }

  private ReportData evaluate(SparkSession spark, Settings settings, Phases phases) {
    return new Evaluating(spark, settings)
        .run(
            new Path(at("run"), "model"),
            at("dataset"),
            new Path(at("report")),
            overwrite,
            phases.seconds())
        .report();
  }

  /** Looks at all three folders before the first of them is written. */
  private void checkFree(SparkSession spark) {
    for (String part : List.of("dataset", "run", "report")) {
      Path folder = new Path(at(part));
      try {
        FileSystem fs = folder.getFileSystem(spark.sessionState().newHadoopConf());
        if (!overwrite && fs.exists(folder)) {
          throw badConfiguration(
              "--output %s: %s exists already; give another folder or --overwrite", output, folder);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private String at(String part) {
    return new Path(output, part).toString();
  }

  /** The demo's own settings, which a file and {@code --set} override. */
  private Settings settings() {
    if (!DATASETS.contains(dataset)) {
      throw badConfiguration(
          "--dataset %s: must be one of %s", dataset, String.join(", ", DATASETS));
    }
    String name = "demo-" + dataset + ".conf";
    try (InputStream in = DemoCommand.class.getResourceAsStream(name)) {
      return options.settingsOver(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
