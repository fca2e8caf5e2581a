package org.histloss.retraining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkException;
import org.histloss.config.RetrainSettings;
import org.histloss.config.SettingsReader;
import org.histloss.retraining.registry.Registry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The last word, whatever ends a command. */
class StatusesTest {
  @TempDir Path folder;

  private Statuses statuses() {
    Configuration conf = new Configuration();
    Registry registry = new Registry(conf, new org.apache.hadoop.fs.Path(folder.toUri()));
    RetrainSettings retrain = SettingsReader.readRetrain(null, java.util.List.of());
    return new Statuses(
        conf,
        registry,
        retrain.webHook(),
        "retrain",
        new UnderLock(conf, registry.root(), retrain));
  }

  /** As Scala throws: checked, and declared nowhere. */
  @SuppressWarnings("unchecked")
  private static <E extends Throwable> Ending thrown(Throwable failure) throws E {
    throw (E) failure;
  }

  private String statusAfter(Throwable failure) throws IOException {
    assertThatThrownBy(
            () ->
                statuses()
                    .telling(Instant.EPOCH, () -> StatusesTest.<RuntimeException>thrown(failure)))
        .isNotNull();
    return Files.readString(folder.resolve("status.json"));
  }

  @Test
  void aJobThatSparkGivesUpIsTold() throws IOException {
    assertThat(statusAfter(new SparkException("Job aborted due to stage failure")))
        .contains("\"state\" : \"failed\"", "Job aborted due to stage failure");
  }

  @Test
  void anErrorIsTold() throws IOException {
    assertThat(statusAfter(new StackOverflowError("deep")))
        .contains("\"state\" : \"failed\"", "deep");
  }

  /** What ails the champion's version may be what ailed the command, too. */
  @Test
  void aChampionWithoutScoresHidesNoFailure() throws IOException {
    Path version = Files.createDirectories(folder.resolve("versions/000001-a"));
    Files.writeString(
        folder.resolve("champion.json"),
        "{\"formatVersion\":1,\"version\":\"000001-a\",\"entry\":{\"id\":\"000001-a\"}}");
    Files.writeString(version.resolve("request.json"), "{}");
    Files.writeString(
        version.resolve("version.json"),
        "{\"request\":{},\"entry\":{\"run\":{\"challenger\":{\"protocol\":\"cross-camera\"}}}}");

    assertThat(statusAfter(new IllegalStateException("the first failure")))
        .contains("the first failure", "\"champion\" : \"cross-camera\"");
  }
}
