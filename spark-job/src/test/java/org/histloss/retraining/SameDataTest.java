package org.histloss.retraining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.histloss.config.SettingsReader;
import org.histloss.dataset.DatasetManifest;
import org.histloss.dataset.ExitCode;
import org.histloss.dataset.JobException;
import org.histloss.dataset.ManifestFile;
import org.histloss.dataset.SampleSchema;
import org.histloss.evaluation.CompareJob.ComparisonDetail;
import org.histloss.evaluation.ComparisonResult;
import org.histloss.evaluation.EvaluationResult;
import org.histloss.evaluation.retrieval.RetrievalProtocol;
import org.histloss.export.EmbeddingsMarker;
import org.histloss.training.TrainJob;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A data set of which another version is published while a run works. */
class SameDataTest {
  @TempDir java.nio.file.Path folder;

  private final Configuration conf = new Configuration();
  private Path data;
  private SameData same;

  /** What befalls a stage once it has begun, and the version that it reads thereafter. */
  private Runnable meanwhile = () -> {};

  private int begun;

  @BeforeEach
  void aVersionAndTheRunThatIsOfIt() {
    data = new Path(folder.resolve("dataset").toUri());
    publish("v1");
    same = new SameData(new Reading(), conf, data, ManifestFile.read(conf, data));
  }

  private void publish(String version) {
    ManifestFile.publish(
        conf,
        data,
        new DatasetManifest(
            SampleSchema.VERSION,
            version,
            null,
            new DatasetManifest.SampleShape(0, 0, 0, 4),
            null,
            Map.of(),
            Map.of(),
            Map.of(),
            "",
            List.of()));
  }

  /** Stages that open the data set, tell what they read and do nothing else. */
  private final class Reading implements Stages {
    private DatasetManifest read() {
      begun++;
      meanwhile.run();
      return ManifestFile.read(conf, data);
    }

    @Override
    public void cancel() {
      throw new UnsupportedOperationException();
    }

    @Override
    public void begin() {}

    @Override
    public SparkSession session() {
      return null;
    }

    @Override
    public TrainJob.Result train(TrainJob.Request request) {
      String status = "{\"state\":\"done\",\"datasetVersion\":\"%s\"}";
      try {
        Files.writeString(
            Files.createDirectories(folder.resolve("run")).resolve("status.json"),
            status.formatted(read().datasetVersion()));
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
      return null;
    }

    @Override
    public EvaluationResult evaluate(Path model, String from, Path report) {
      return new EvaluationResult(read(), "test", null, null, null, null, null, null, Map.of());
    }

    @Override
    public ComparisonResult compare(
        Named reference, Named model, String from, ComparisonDetail detail, Path output) {
      return new ComparisonResult(
          read(), "test", null, 3, List.of(), List.of(), List.of(), List.of(), null, Map.of());
    }

    @Override
    public EmbeddingsMarker embed(Path model, String from, Path output) {
      return new EmbeddingsMarker(1, "", read().datasetVersion(), "test", 1, 4, 0, 0, List.of());
    }

    @Override
    public RetrievalProtocol protocol() {
      return null;
    }
  }

  private void run(String stage) {
    Map<String, Consumer<Stages>> stages =
        Map.of(
            "train",
            made ->
                made.train(
                    new TrainJob.Request(
                        data.toString(),
                        folder.resolve("run").toUri().toString(),
                        SettingsReader.defaults(),
                        false,
                        TrainJob.Resume.AUTO)),
            "evaluate",
            made -> made.evaluate(data, data.toString(), data),
            "compare",
            made -> made.compare(null, null, data.toString(), null, data),
            "embed",
            made -> made.embed(data, data.toString(), data));
    stages.get(stage).accept(same);
  }

  private void assertChanged(String stage) {
    assertThatThrownBy(() -> run(stage))
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.INFRASTRUCTURE))
        .hasMessage(
            "the data set changed meanwhile: %s was version v1 when the run began, now it is v2;"
                    .formatted(data)
                + " the next run trains on that");
  }

  @ParameterizedTest
  @ValueSource(strings = {"train", "evaluate", "compare", "embed"})
  void aStageThatReadAnotherVersionEndsTheRun(String stage) {
    meanwhile = () -> publish("v2");
    assertChanged(stage);
    assertThat(begun).isOne();
  }

  @ParameterizedTest
  @ValueSource(strings = {"train", "evaluate", "compare", "embed"})
  void noStageBeginsOnAnotherVersion(String stage) {
    run(stage);
    publish("v2");
    assertChanged(stage);
    assertThat(begun).isOne();
  }

  /** An overwritten data set has lost its files; one that is damaged is the same as before. */
  @Test
  void aFileThatWentBecauseTheDataWereReplacedIsNoDamage() {
    meanwhile =
        () -> {
          throw JobException.badData("part-0 is missing");
        };
    assertThatThrownBy(() -> run("compare")).hasMessage("part-0 is missing");
    Runnable missing = meanwhile;
    meanwhile =
        () -> {
          publish("v2");
          missing.run();
        };
    assertChanged("compare");
  }
}
