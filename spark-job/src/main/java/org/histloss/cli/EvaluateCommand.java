package org.histloss.cli;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.histloss.config.Settings;
import org.histloss.config.SettingsReader;
import org.histloss.dataset.ExitCode;
import org.histloss.dataset.JobException;
import org.histloss.report.ReportData;
import org.histloss.training.RunFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code evaluate}: a model and a data set become a report. */
@Command(
    name = "evaluate",
    mixinStandardHelpOptions = true,
    description = {
      "Ranks a data set's test identities by a model's embedding, beside the untrained network and"
          + " raw pixels, and writes a report. Settings of the model's run apply where none are given."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  bin/histloss evaluate --model run/model --data dataset --output report",
      "  bin/histloss evaluate --model run/model --data dataset --split val \\",
      "      --output report-val",
    })
final class EvaluateCommand implements JobCommand {
  /** Sections that say nothing about how the model was made. */
  private static final List<String> FREE = List.of("evaluation.", "report.", "data.");

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
      paramLabel = "train|val|test",
      description = "The split to evaluate; short for --set evaluation.split=….")
  void split(String name) {
    options.also("evaluation.split", name);
  }

  @Mixin private OutputOptions target;
  @Mixin private JobOptions options;

  @Override
  public void check() {
    options.settings();
  }

  @Override
  public Integer call() {
    check();
    Settings settings;
    ReportData report;
    Path folder = whole(new Path(model), Inputs.hadoop());
    Inputs.check(List.of(folder), data);
    try (SparkSession spark = Sessions.open("evaluate")) {
      settings = settings(folder.getParent(), spark, options);
      report =
          new Evaluating(spark, settings)
              .run(folder, data, new Path(target.output()), target.overwrite(), Map.of())
              .report();
    }
    ScoreTable.print(
        report, settings.evaluation().recallAt(), target.output(), spec.commandLine().getOut());
    return ExitCode.DONE.code();
  }

  /** The path with scheme and working folder, so that even {@code model} alone has a parent. */
  static Path whole(Path path, Configuration hadoop) {
    try {
      Path whole = path.getFileSystem(hadoop).makeQualified(path);
      if (whole.isRoot()) {
        throw JobException.badConfiguration("--model %s: must be a run's folder model", path);
      }
      return whole;
    } catch (IOException e) {
      throw new JobException(
          ExitCode.INFRASTRUCTURE, "--model %s: %s".formatted(path, e.getMessage()), e);
    }
  }

  /** The options' settings over those that the model's run had, where they are known. */
  static Settings settings(Path run, SparkSession spark, JobOptions options) {
    String base =
        new RunFolder(run.toString(), spark.sessionState().newHadoopConf()).configuration();
    Settings settings = options.settingsOver(base);
    if (base != null) {
      checkTheModels(settings, SettingsReader.readOver(base, null, List.of()));
    }
    return settings;
  }

  /** What the model was made with can't be set anew; the report would tell of another model. */
  static void checkTheModels(Settings asked, Settings ofTheRun) {
    Map<String, String> made = ofTheRun.values();
    asked
        .values()
        .forEach(
            (key, value) -> {
              if (!free(key) && !value.equals(made.get(key))) {
                throw JobException.badConfiguration(
                    "%s = %s: the model was made with %s; only evaluation.*, report.* and"
                        + " data.* can be set here",
                    key, value, made.get(key));
              }
            });
  }

  /** Whether a key says nothing about how a model was made. */
  static boolean free(String key) {
    return FREE.stream().anyMatch(key::startsWith);
  }
}
