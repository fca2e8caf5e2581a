package org.histloss.retraining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.histloss.config.SettingsReader;
import org.histloss.dataset.ExitCode;
import org.histloss.dataset.JobException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Settings that would fail a night only after its training, or judge it by the wrong data. */
class RetrainRequestTest {
  private static final List<String> PLACES =
      List.of("retrain.registry=registry", "retrain.data=dataset");

  private static RetrainJob.Request request(String... pairs) {
    return new RetrainJob.Request(
        SettingsReader.readRetrain(null, PLACES), SettingsReader.with(pairs));
  }

  /** Each removes what it doesn't know from its own folder. */
  @ParameterizedTest
  @CsvSource({"a/data, a/data", "a/data/registry, a/data", "a, a/data", "a/data/, a/data"})
  void registryAndDataDontLieInEachOther(String registry, String data) {
    List<String> places = List.of("retrain.registry=" + registry, "retrain.data=" + data);
    RetrainJob.Request request =
        new RetrainJob.Request(
            SettingsReader.readRetrain(null, places), SettingsReader.with(new String[0]));
    assertThatThrownBy(request::check)
        .hasMessageStartingWith("retrain.registry = ")
        .hasMessageContaining("must lie neither in the data set's folder (retrain.data = " + data);
  }

  @Test
  void aRegistryBesideItsDataIsFine() {
    List<String> places = List.of("retrain.registry=a/data-registry", "retrain.data=a/data");
    assertThatCode(
            new RetrainJob.Request(
                    SettingsReader.readRetrain(null, places), SettingsReader.with(new String[0]))
                ::check)
        .doesNotThrowAnyException();
  }

  private static void assertRefused(String line, String... pairs) {
    RetrainJob.Request request = request(pairs);
    assertThatThrownBy(request::check)
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.BAD_CONFIGURATION))
        .hasMessageStartingWith(line);
  }

  @Test
  void drawsHaveNoQueriesToHoldModelsAgainstEachOtherBy() {
    assertRefused("evaluation.protocol = single-shot: ", "evaluation.protocol=single-shot");
  }

  /** The gate would judge by the identities that the challenger was chosen by. */
  @ParameterizedTest
  @CsvSource({"training.model=best", "training.patience=3"})
  void whoIsChosenByValidationScoresIsNotJudgedByThem(String chosen) {
    String scored = "training.evaluation-period=2";
    assertRefused("evaluation.split = val: ", "evaluation.split=val", scored, chosen);
    assertThatCode(request("evaluation.split=test", scored, chosen)::check)
        .doesNotThrowAnyException();
    assertThatCode(request("evaluation.split=val", scored)::check).doesNotThrowAnyException();
  }

  @Test
  void nobodyIsJudgedByTrainingIdentities() {
    assertRefused("evaluation.split = train: ", "evaluation.split=train");
  }
}
