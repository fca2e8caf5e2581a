package org.histloss.retraining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.histloss.config.RetrainSettings;
import org.histloss.config.Settings;
import org.histloss.config.SettingsReader;
import org.histloss.dataset.DatasetManifest;
import org.histloss.dataset.DatasetManifest.SampleShape;
import org.histloss.dataset.ExitCode;
import org.histloss.dataset.JobException;
import org.histloss.dataset.SampleSchema;
import org.histloss.network.EmbeddingModel;
import org.histloss.network.Networks;
import org.histloss.report.history.HistoryEntry;
import org.histloss.report.history.HistoryEntry.Kind;
import org.histloss.report.history.HistoryEntry.Outcome;
import org.histloss.retraining.lock.Held;
import org.histloss.retraining.lock.RegistryLock;
import org.histloss.retraining.registry.Registry;
import org.histloss.retraining.registry.RegistryChanges;
import org.histloss.retraining.registry.RunRequest;
import org.histloss.retraining.registry.Version;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a challenger begins, and what no challenger can begin on. */
class ChallengeTest {
  private static final SampleShape SHAPE = new SampleShape(0, 0, 0, 4);
  private static final String FIRST = "000001-aaaaaaaa";
  private static final Settings SETTINGS =
      SettingsReader.with(
          "network.name=mlp", "network.hidden=[4]", "network.embedding-dimension=3");

  @TempDir java.nio.file.Path folder;

  private final Configuration conf = new Configuration();
  private Registry registry;
  private Held held;
  private RegistryChanges changes;

  @BeforeEach
  void aChampion() {
    Path root = new Path(folder.toUri());
    registry = new Registry(conf, root);
    held = new RegistryLock(conf, root, new RetrainSettings.Lock(3, 1, false)).take("night");
    changes = new RegistryChanges(registry, held);
    RunRequest request = new RunRequest(FIRST, "aaaaaaaa", 1, null, true, "s");
    changes.begin(request);
    EmbeddingModel model = model();
    model.save(new Path(changes.folder(FIRST), "model"), conf);
    Map<String, String> sums = changes.checksums(FIRST, List.of("model"));
    Version version =
        new Version(1, line(1, Outcome.PROMOTED), request, model.parametersSha256(), sums);
    changes.publish(version);
    changes.finish(version);
  }

  @AfterEach
  void release() {
    held.close();
  }

  private static EmbeddingModel model() {
    ComputationGraphConfiguration network = Networks.configure(SETTINGS, SHAPE, 1);
    // DL4J tells the layers' parameters in the JSON of a network that has them.
    new ComputationGraph(network).init();
    return EmbeddingModel.untrained(
        new EmbeddingModel.Description(SHAPE, 3, "mlp", network.toJson(), 1));
  }

  private HistoryEntry line(int run, Outcome outcome) {
    HistoryEntry.Data data = new HistoryEntry.Data("data-" + run, 9, 3, 3, 0);
    return new HistoryEntry(
        1,
        "%06d-aaaaaaaa".formatted(run),
        Kind.RUN,
        "2026-11-25T02:00:00Z",
        "night",
        "so it is",
        outcome,
        FIRST,
        null,
        held.generation(),
        new HistoryEntry.Run(
            data, null, null, List.of(), List.of(), null, List.of(), null, List.of()));
  }

  private Challenge challenge(SampleShape shape, String... pairs) {
    DatasetManifest manifest =
        new DatasetManifest(
            SampleSchema.VERSION,
            "bbbbbbbb",
            null,
            shape,
            null,
            Map.of(),
            Map.of(),
            Map.of(),
            "",
            List.of());
    return Challenge.of(
        registry,
        changes,
        SettingsReader.readRetrain(null, List.of(pairs)),
        SETTINGS,
        manifest,
        conf);
  }

  /** Trained for hours, it could not be held against the champion. */
  @Test
  void dataThatTheChampionCannotReadAreRefusedBeforeAnythingIsBegun() {
    assertThatThrownBy(() -> challenge(new SampleShape(0, 0, 0, 5)))
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.BAD_DATA))
        .hasMessage(
            "champion %s reads 4 features, the data set holds 5 features: must be equal; prepare"
                    .formatted(FIRST)
                + " it as before, or begin a new registry for it");
    assertThat(changes.unfinished()).isEmpty();
  }

  @Test
  void dataOfTheSameShapeAreBegunFromTheChampion() {
    assertThat(challenge(SHAPE).request().fromScratch()).isFalse();
    assertThat(changes.unfinished()).hasSize(1);
  }

  /** A refusal takes a number; that it was the second must not cost the run from scratch. */
  @Test
  void refusedDataAreNoRunOfThoseOfWhichEverySecondBeginsFromScratch() {
    String everySecond = "retrain.from-scratch-every=2";
    changes.record(line(2, Outcome.DATA_REFUSED));
    Challenge second = challenge(SHAPE, everySecond);
    assertThat(second.request().id()).isEqualTo("000003-bbbbbbbb");
    assertThat(second.request().fromScratch()).isTrue();
    assertThat(challenge(SHAPE, everySecond).request()).as("it again").isEqualTo(second.request());

    changes.record(line(3, Outcome.NOT_PROMOTED));
    assertThat(challenge(SHAPE, everySecond).request().fromScratch()).isFalse();
  }
}
