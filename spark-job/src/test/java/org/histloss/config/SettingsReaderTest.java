package org.histloss.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.histloss.config.Settings.Schedule;
import org.histloss.dataset.ExitCode;
import org.histloss.dataset.JobException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsReaderTest {
  @TempDir Path folder;

  @Test
  void defaultsAreValid() {
    Settings settings = SettingsReader.defaults();

    assertThat(settings.image().toString()).isEqualTo("3×32×32");
    assertThat(settings.loss().bins()).isEqualTo(200);
    assertThat(settings.network().channels()).containsExactly(32, 64, 128, 128);
    assertThat(settings.training().optimiser().schedule()).isEqualTo(Schedule.ONE_CYCLE);
  }

  @Test
  void pairsWinOverTheFileAndTheFileOverTheDefaults() throws IOException {
    Path file = file("training { workers = 3, epochs = 4 }\nloss.bins = 50");

    Settings settings =
        SettingsReader.read(file, List.of("training.epochs=5", "training.epochs = 6"));

    assertThat(settings.training().workers()).isEqualTo(3);
    assertThat(settings.training().epochs()).isEqualTo(6);
    assertThat(settings.loss().bins()).isEqualTo(50);
    assertThat(settings.batch().identities()).isEqualTo(32);
  }

  @Test
  void pairsTakeListsNumbersAndPlainText() {
    Settings settings =
        SettingsReader.with(
            "evaluation.recall-at=[1, 2]",
            "training.learning-rate=2.5e-4",
            "training.schedule=cosine",
            "report.title=Emoji: {half} of them",
            "network.hidden=[]");

    assertThat(settings.evaluation().recallAt()).containsExactly(1, 2);
    assertThat(settings.training().optimiser().learningRate()).isEqualTo(2.5e-4);
    assertThat(settings.training().optimiser().schedule()).isEqualTo(Schedule.COSINE);
    assertThat(settings.report().title()).isEqualTo("Emoji: {half} of them");
    assertThat(settings.network().hidden()).isEmpty();
  }

  @Test
  void theEffectiveConfigurationReadsBackAsTheSameSettings() throws IOException {
    Settings settings =
        SettingsReader.with(
            "training.workers=7",
            "report.title=\"a \\\"b\\\" = c\"",
            "split.seed=-9",
            "training.learning-rate=3e-5",
            "evaluation.split=val",
            "network.hidden=[9,8]");

    Settings again = SettingsReader.read(file(settings.effective()), List.of());

    assertThat(again).isEqualTo(settings);
  }

  @Test
  void valuesListEveryKeyAsText() {
    assertThat(SettingsReader.with("training.seed=11").values())
        .containsEntry("training.seed", "11")
        .containsEntry("training.schedule", "one-cycle")
        .containsEntry("network.channels", "[32, 64, 128, 128]")
        .hasSameSizeAs(
            SettingsBinder.keys().stream().filter(key -> !key.startsWith("retrain.")).toList());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "trainning.seed=1 | trainning.seed: unknown key, did you mean training.seed?",
        "training.sed=1 | training.sed: unknown key, did you mean training.seed?",
        "bins=1 | bins: unknown key, did you mean loss.bins?",
        "loss.bins.x=1 | loss.bins.x: unknown key, did you mean loss.bins?",
        "loss=1 | loss: is a section, must hold keys",
        "retrain.web-hook=\"https://host/SECRET\" | retrain.web-hook: is a section, must hold keys",
        "loss.bins=null | loss.bins = null: must have a value",
        "nonsense | --set nonsense: must be key=value",
        "a..b=1 | --set a..b=1: a..b is not a key",
      })
  void unknownKeysAreRefusedByName(String pair, String line) {
    assertRefused(pair, line);
  }

  @Test
  void scopes_wider_than_a_mini_batch_need_a_loss_of_histograms() {
    for (String loss : List.of("loss.name=triplet", "loss.variant=beta")) {
      for (String scope : List.of("pooled", "global")) {
        assertThatThrownBy(() -> SettingsReader.with(loss, "training.histogram-scope=" + scope))
            .hasMessage(
                "training.histogram-scope = "
                    + scope
                    + ": must be batch for the variant beta and for losses other than histogram");
      }
    }
  }

  @Test
  void common_steps_know_no_average() {
    String global = "training.histogram-scope=global";
    assertThatThrownBy(() -> SettingsReader.with(global, "training.outer-momentum=0.5"))
        .hasMessageStartingWith("training.outer-momentum = 0.5: must be 0");
    assertThatThrownBy(() -> SettingsReader.with(global, "training.warm-start=5"))
        .hasMessageStartingWith("training.period-rule = fixed: must be fixed, and");
    assertThatThrownBy(() -> SettingsReader.with(global, "data.segment-partitions=19"))
        .hasMessage(
            "data.segment-partitions = 19: must be at least training.workers ×"
                + " training.averaging-period (20)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "loss.bins=0 | loss.bins = 0: must be at least 1",
        "loss.bins=2.5 | loss.bins = 2.5: must be a whole number",
        "loss.bins=many | loss.bins = many: must be a number",
        "loss.bins=[1] | loss.bins = [1]: must be a number",
        "loss.bins=99999999999 | loss.bins = 99999999999: must be a whole number from -2147483648"
            + " to 2147483647",
        "loss.name=arcface | loss.name = arcface: must be one of histogram, binomial-deviance,"
            + " lifted-structure, triplet, contrastive, fast-ap, multi-similarity",
        "loss.label-noise=0.5 | loss.label-noise = 0.5: must be at least 0 and below 0.5",
        "loss.tail-share=0 | loss.tail-share = 0.0: must be above 0",
        "loss.multi-similarity.base=1e999 | loss.multi-similarity.base = Infinity: must be a number",
        "loss.nodes=even | loss.nodes = even: must be one of uniform, quantiles,"
            + " balanced-quantiles",
        "loss.triplet.margin=0 | loss.triplet.margin = 0.0: must be above 0",
        "augment.flip=perhaps | augment.flip = perhaps: must be true or false",
        "augment.shift=17 | augment.shift = 17: must be at most half of the picture's smaller side"
            + " (3×32×32)",
        "split.test=0.4 | split.train + split.val + split.test = 0.9: must be 1",
        "batch.identities=1 | batch.identities = 1: must be at least 2",
        "batch.cap-per-identity=65 | batch.cap-per-identity = 65: must be at most half of"
            + " batch.size (128)",
        "network.channels=[32, 0] | network.channels = [32, 0]: each number must be at least 1",
        "network.channels=32 | network.channels = 32: must be a list of whole numbers such as"
            + " [1, 5]",
        "network.dropout=1 | network.dropout = 1.0: must be at least 0 and below 1",
        "training.learning-rate=0 | training.learning-rate = 0.0: must be above 0",
        "training.updater=lion | training.updater = lion: must be one of adam, sgd, nesterovs",
        "training.pairs=all | training.pairs = all: must be within, unless"
            + " training.histogram-scope is global",
        "loss.pool-rate=0 | loss.pool-rate = 0.0: must be above 0",
        "data.segment-partitions=1 | data.segment-partitions = 1: must be at least"
            + " training.workers (2)",
        "evaluation.recall-at=[5, 1] | evaluation.recall-at = [5, 1]: must ascend",
        "report.title=[1] | report.title = [1]: must be a single value",
      })
  void badValuesAreRefusedWithTheirRule(String pair, String line) {
    assertRefused(pair, line);
  }

  @Test
  void aMissingFileIsRefused() {
    Path missing = folder.resolve("none.conf");

    JobException refusal = refusal(() -> SettingsReader.read(missing, List.of()));

    assertThat(refusal).hasMessage("--config " + missing + ": no such file");
  }

  @Test
  void aFileThatIsNoHoconIsRefusedInOneLine() throws IOException {
    Path file = file("training {\n  workers = 2\n");

    JobException refusal = refusal(() -> SettingsReader.read(file, List.of()));

    assertThat(refusal.getMessage()).startsWith("--config " + file + ": ").doesNotContain("\n");
  }

  @Test
  void anUnknownKeyInAFileIsRefused() throws IOException {
    Path file = file("training { workers = 2, learningrate = 1 }");

    JobException refusal = refusal(() -> SettingsReader.read(file, List.of()));

    assertThat(refusal)
        .hasMessage("training.learningrate: unknown key, did you mean training.learning-rate?");
  }

  @Test
  void aQuotedKeyWithDotsIsNotSilentlyIgnored() throws IOException {
    Path file = folder.resolve("own.json");
    Files.writeString(file, "{\"training.seed\": 7}");
    String line =
        "\"training.seed\": unknown key; in quotes it is one name, leave them out or nest it";
    assertThat(refusal(() -> SettingsReader.read(file, List.of()))).hasMessage(line);
    assertRefused("\"training.seed\"=9", line);
  }

  @Test
  void nodesThatFollowTheDataAreRefusedWhereTheyMeanNothing() {
    String rule =
        "loss.nodes = quantiles: must be uniform for the variants linear, exponential and beta and"
            + " for losses other than histogram";
    String nodes = "loss.nodes=quantiles";
    for (String other : List.of("loss.variant=linear", "loss.variant=beta", "loss.name=triplet")) {
      assertThat(refusal(() -> SettingsReader.with(nodes, other))).hasMessage(rule);
    }
    assertThat(refusal(() -> SettingsReader.with(nodes, "loss.bins=1001")))
        .hasMessage("loss.bins = 1001: must be from 2 to 1000 where loss.nodes is not uniform");
    assertThat(SettingsReader.with(nodes, "loss.variant=log-rank", "loss.bins=1000")).isNotNull();
  }

  private void assertRefused(String pair, String line) {
    assertThat(refusal(() -> SettingsReader.with(pair))).hasMessage(line);
  }

  private static JobException refusal(Runnable reading) {
    JobException refusal = catchThrowableOfType(JobException.class, reading::run);
    assertThat(refusal).isNotNull();
    assertThat(refusal.exitCode()).isEqualTo(ExitCode.BAD_CONFIGURATION);
    return refusal;
  }

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("test.conf"), text);
  }

  @Test
  void whatRetrainingLooksAfterIsReadFromTheSameFile() throws IOException {
    Path file = folder.resolve("retrain.conf");
    Files.writeString(
        file,
        "training.seed = 7\nretrain { registry = /r, gate { min-gain = 0.01, evidence = shown } }");
    RetrainSettings retrain = SettingsReader.readRetrain(file, List.of("retrain.keep=3"));

    assertThat(SettingsReader.read(file, List.of()).training().seed()).isEqualTo(7);
    assertThat(retrain.registry()).isEqualTo("/r");
    assertThat(retrain.keep()).isEqualTo(3);
    assertThat(retrain.gate().minGain()).isEqualTo(0.01);
    assertThat(retrain.gate().evidence()).isEqualTo(RetrainSettings.Gate.Evidence.SHOWN);
    assertThatThrownBy(() -> SettingsReader.readRetrain(file, List.of("retrain.kep=3")))
        .hasMessage("retrain.kep: unknown key, did you mean retrain.keep?");
    assertThatThrownBy(
            () -> SettingsReader.readRetrain(file, List.of("retrain.lock.expiry-seconds=20")))
        .hasMessageContaining("must be at least three times");
    assertThatThrownBy(() -> SettingsReader.readRetrain(file, List.of("retrain.keep=1")))
        .hasMessage("retrain.keep = 1: must be at least 2");
  }

  @Test
  void theAddressOfAWebHookIsNotPrinted() {
    RetrainSettings retrain =
        SettingsReader.readRetrain(null, List.of("retrain.web-hook.url=\"http://a/secret\""));
    assertThat(retrain.webHook().url()).isEqualTo("http://a/secret");
    assertThat(retrain.toString()).doesNotContain("secret");
  }
}
