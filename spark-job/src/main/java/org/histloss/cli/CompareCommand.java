package org.histloss.cli;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.histloss.config.Settings;
import org.histloss.config.SettingsReader;
import org.histloss.dataset.ExitCode;
import org.histloss.dataset.JobException;
import org.histloss.report.comparison.Comparison;
import org.histloss.training.RunFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code compare}: several models on the same data become one verdict. */
@Command(
    name = "compare",
    mixinStandardHelpOptions = true,
    description = {
      "Ranks the same samples by several models and says whether any is better than the first: "
          + "differences of mAP and R@1 with paired bootstrap intervals over identities, "
          + "similarities, queries won and lost. The evaluation settings of the first model's run "
          + "apply where none are given. With more than two models intervals are widened so that "
          + "all hold together.",
      "Every query is ranked once, by leave-one-out or cross-camera; single-shot's draws can't be"
          + " compared: where the first model's run has evaluation.protocol = single-shot, give --set"
          + " evaluation.protocol=cross-camera."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  bin/histloss compare run-a/model run-b/model --data dataset \\",
      "      --output comparison",
      "  bin/histloss compare a/model b/model c/model --data dataset --split val \\",
      "      --output c",
    })
final class CompareCommand implements JobCommand {
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "MODEL MODEL...",
      hideParamSyntax = true,
      arity = "0..*",
      description =
          "Model folders made by train (RUN/model), two or more; the first is the reference that"
              + " all others are held against.")
  private List<String> models = new ArrayList<>();

  @Option(
      names = "--data",
      paramLabel = "DATASET",
      required = true,
      description = "A data set folder made by prepare.")
  private String data;

  @Option(
      names = "--split",
      paramLabel = "train|val|test",
      description = "The split to compare on; short for --set evaluation.split=….")
  void split(String name) {
    options.also("evaluation.split", name);
  }

  @Mixin private OutputOptions target;
  @Mixin private JobOptions options;

  @Override
  public void check() {
    options.settings();
    if (models.size() < 2) {
      throw JobException.badConfiguration(
          "compare: %d model%s given: must be two or more, such as run-a/model run-b/model",
          models.size(), models.size() == 1 ? "" : "s");
    }
    checkDifferent(models);
  }

  /** Refuses a folder that is given twice. */
  private static void checkDifferent(List<?> folders) {
    Set<Object> seen = new HashSet<>();
    for (Object folder : folders) {
      if (!seen.add(folder)) {
        throw JobException.badConfiguration(
            "%s: given twice; a model can only be compared with others", folder);
      }
    }
  }

  @Override
  public Integer call() {
    check();
    List<Path> folders =
        models.stream()
            .map(model -> EvaluateCommand.whole(new Path(model), Inputs.hadoop()))
            .toList();
    checkDifferent(folders);
    Inputs.check(folders, data);
    Comparison comparison;
    try (SparkSession spark = Sessions.open("compare")) {
      Configuration hadoop = spark.sessionState().newHadoopConf();
      Settings settings = settings(folders.get(0).getParent(), hadoop);
      comparison =
          new Comparing(spark, settings)
              .run(folders, data, new Path(target.output()), target.overwrite())
              .page();
    }
    ComparisonTable.print(comparison, target.output(), spec.commandLine().getOut());
    return ExitCode.DONE.code();
  }

  private Settings settings(Path run, Configuration hadoop) {
    String made = new RunFolder(run.toString(), hadoop).configuration();
    String base = made == null ? "" : made;
    Settings settings = options.settingsOver(base);
    checkOnlyEvaluation(settings, SettingsReader.readOver(base, null, List.of()));
    return settings;
  }

  /** The models are as they were trained; the page would tell of others. */
  static void checkOnlyEvaluation(Settings asked, Settings base) {
    Map<String, String> before = base.values();
    asked
        .values()
        .forEach(
            (key, value) -> {
              if (!EvaluateCommand.free(key) && !value.equals(before.get(key))) {
                throw JobException.badConfiguration(
                    "%s = %s: models are compared as they are; only evaluation.*, report.* and"
                        + " data.* can be set here",
                    key, value);
              }
            });
  }
}
