package org.histloss.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import org.histloss.cli.ExecutorSurvey.Answer;
import org.histloss.cli.ExecutorSurvey.Seen;
import org.histloss.config.SettingsReader;
import org.histloss.network.NativeBackend;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is known before any executor is asked; a real cluster is asked in StandaloneClusterIT. */
class ExecutorSurveyTest {
  private static final NativeBackend DRIVER = backend("one", 1);

  private static NativeBackend backend(String host, int threads) {
    return new NativeBackend(host, "17", "library", "blas", "avx2", true, threads, 0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "local-cluster[3,1,1024] | | 3",
        "yarn | spark.executor.instances=4 | 4",
        "yarn | spark.executor.instances=4 spark.dynamicAllocation.enabled=true | 0",
        "yarn | | 0",
        "spark://h:7077 | spark.executor.cores=2 spark.cores.max=8 | 4",
        "spark://h:7077 | spark.cores.max=8 | 0",
      })
  void theConfigurationTellsHowManyToWaitFor(String master, String settings, int asked) {
    SparkConf conf = new SparkConf(false).setMaster(master);
    for (String setting : settings == null ? new String[0] : settings.split(" ")) {
      conf.set(setting.split("=")[0], setting.split("=")[1]);
    }

    assertThat(ExecutorSurvey.asked(conf)).isEqualTo(asked);
  }

  @Test
  void whatWasSeenIsCounted() {
    Answer alike = new Answer("0", backend("two", 1));
    Answer other = new Answer("1", backend("two", 8));
    Seen seen = new Seen(List.of(alike, other), 3);

    assertThat(seen.count()).isEqualTo("2 of 3 executors on 1 host");
    assertThat(seen.complete()).isFalse();
    assertThat(seen.unlike(DRIVER)).containsExactly(other);
    assertThat(new Seen(List.of(alike), 1).complete()).isTrue();
  }

  @Test
  void oneMachineHasNoExecutors() {
    try (SparkSession spark =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .getOrCreate()) {
      assertThat(new Doctor(spark, SettingsReader.with()).examine())
          .filteredOn(finding -> finding.name().equals("executors"))
          .singleElement()
          .satisfies(finding -> assertThat(finding.ok()).isTrue())
          .extracting(Finding::text)
          .isEqualTo(
              "none, tasks run in this process, %d at a time"
                  .formatted(spark.sparkContext().defaultParallelism()));
    }
  }
}
