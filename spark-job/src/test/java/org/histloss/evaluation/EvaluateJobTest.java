package org.histloss.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.histloss.config.SettingsReader;
import org.histloss.dataset.DatasetManifest.SampleShape;
import org.histloss.dataset.ExitCode;
import org.histloss.dataset.JobException;
import org.histloss.evaluation.EvaluateSettings.Limits;
import org.histloss.evaluation.EvaluationResult.ByIdentity;
import org.histloss.evaluation.EvaluationResult.RankedQuery;
import org.histloss.evaluation.embedding.ModelEmbedding;
import org.histloss.evaluation.embedding.RawPixels;
import org.histloss.evaluation.embedding.SampleEmbedding;
import org.histloss.evaluation.retrieval.Measure;
import org.histloss.evaluation.retrieval.RetrievalMetrics;
import org.histloss.evaluation.retrieval.RetrievalProtocol;
import org.histloss.network.EmbeddingModel;
import org.histloss.network.EmbeddingModel.Description;
import org.histloss.network.Networks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluateJobTest {
  private static final SampleShape FIVE = new SampleShape(0, 0, 0, 5);

  @TempDir Path folder;

  /** Embeds everything on one point. */
  private record Constant() implements SampleEmbedding {
    @Override
    public int dimension() {
      return 2;
    }

    @Override
    public Function<float[][], float[][]> open() {
      return samples ->
          Stream.of(samples).map(sample -> new float[] {0.6f, 0.8f}).toArray(float[][]::new);
    }
  }

  @Test
  void aModelIsEvaluatedBesideItsBaselines() throws IOException {
    StoredSamples.patterned(6, 3, 20).write(folder, StoredSamples.SHAPE);
    SampleEmbedding pixels = new RawPixels(StoredSamples.SHAPE);
    EvaluatedModel model = new EvaluatedModel(StoredSamples.SHAPE, pixels, new Constant());
    EvaluationResult result = job(model, true, "test").run();

    assertThat(result.test().metrics().queries()).isEqualTo(18);
    assertThat(result.test().metrics().gallery()).isEqualTo(18);
    assertThat(result.test().metrics().recallAt(1)).isEqualTo(1);
    assertThat(result.rawPixels().metrics())
        .usingRecursiveComparison()
        .isEqualTo(result.test().metrics());
    // All similarities equal: the ranking is the ordinals. Only the first identity's queries find
    // their own first: 0 → 1, 1 → 0, 2 → 0.
    assertThat(result.untrained().metrics().recallAt(1)).isEqualTo(3.0 / 18);
    assertThat(result.test().distributions().positivePairs()).isEqualTo(18);
    assertThat(result.test().distributions().negativePairs()).isEqualTo(135);
    assertThat(result.seconds()).containsKeys("embed with model", "rank raw pixels");
  }

  @Test
  void injectedMistakesGiveTheRecallWorkedOutByHand() throws IOException {
    // Four identities of two samples; the second of identity 1 lies nearer to identity 3.
    StoredSamples samples = new StoredSamples();
    for (int identity = 0; identity < 4; identity++) {
      samples.add(identity, "a", null, null, feature(identity, 1));
      boolean mistaken = identity == 1;
      samples.add(
          identity, "b", null, null, feature(mistaken ? 3 : identity, mistaken ? 0.5f : 0.9f));
    }
    samples.write(folder, FIVE);
    EvaluationResult result = job(null, true, "test").run();
    assertThat(result.test()).isNull();
    RetrievalMetrics.Result raw = result.rawPixels().metrics();
    // Samples 2 and 3 miss each other, the six others are right at rank 0. Sample 2 is like none:
    // ordinals order its ranking 0, 1, 3, …: AP 1/3. Sample 3 ranks 7, 6, 1, 5, 0, 2, 4: AP 1/6.
    assertThat(raw.queries()).isEqualTo(8);
    assertThat(raw.recallAt(1)).isEqualTo(6.0 / 8);
    assertThat(raw.meanAveragePrecision()).isCloseTo((6 + 1 / 3.0 + 1 / 6.0) / 8, within(1e-15));
    ByIdentity first = result.rawPixels().byIdentity().get(Measure.FIRST_RIGHT);
    assertThat(first.identities()).isEqualTo(4);
    assertThat(first.mean()).isEqualTo(3.0 / 4);
    assertThat(first.interval().low()).isBetween(0.0, 0.74);
    assertThat(first.interval().high()).isEqualTo(1);
    RankedQuery worst = result.rankings().worst().get(0);
    assertThat(worst.query().sampleId()).isEqualTo("sample-3");
    assertThat(worst.first()).isEqualTo(5);
    assertThat(worst.results())
        .extracting(item -> item.sample().sampleId())
        .containsExactly("sample-7", "sample-6", "sample-1", "sample-5");
  }

  private static List<Float> feature(int direction, float main) {
    Float[] feature = {0f, 0f, 0f, 0f, (float) Math.sqrt(1 - main * main)};
    feature[direction] = main;
    return List.of(feature);
  }

  @Test
  void shownQueriesCarryTheirPicturesAndDiffer() throws IOException {
    StoredSamples.patterned(8, 3, 5).write(folder, StoredSamples.SHAPE);
    EvaluationResult.Rankings rankings = job(null, true, "test").run().rankings();
    assertThat(rankings.best()).hasSize(3);
    assertThat(rankings.worst()).hasSize(3);
    Set<String> ids = new HashSet<>();
    for (List<RankedQuery> list : List.of(rankings.best(), rankings.worst())) {
      assertThat(list).extracting(query -> query.query().identity()).doesNotHaveDuplicates();
      for (RankedQuery query : list) {
        assertThat(ids.add(query.query().sampleId())).isTrue();
        assertThat(query.query().png()).startsWith(0x89, 'P', 'N', 'G');
        assertThat(query.results()).hasSize(4);
        assertThat(query.results())
            .allSatisfy(item -> assertThat(item.sample().png()).isNotEmpty())
            .allSatisfy(
                item ->
                    assertThat(item.right())
                        .isEqualTo(item.sample().identity().equals(query.query().identity())))
            .isSortedAccordingTo((a, b) -> Double.compare(b.similarity(), a.similarity()));
      }
    }
  }

  @Test
  void insightsCarryTheirPictures() throws IOException {
    StoredSamples.patterned(8, 3, 5).write(folder, StoredSamples.SHAPE);
    SampleEmbedding network =
        ModelEmbedding.of(
            EmbeddingModel.untrained(
                new Description(StoredSamples.SHAPE, 8, "mlp", perceptron(), 1)));
    EvaluatedModel model = new EvaluatedModel(StoredSamples.SHAPE, network, new Constant());

    Insights insights = job(model, true, "test").run().insights();

    assertThat(insights.roc().test().negatives()).isEqualTo(252);
    assertThat(insights.roc().untrained()).isNotNull();
    assertThat(insights.roc().rawPixels().positives()).isEqualTo(24);
    assertThat(insights.cameras().names()).containsExactly("camera-0", "camera-1", "camera-2");
    assertThat(insights.hardest()).hasSize(3);
    assertThat(insights.hardest())
        .allSatisfy(hard -> assertThat(hard.sample().png()).startsWith(0x89, 'P', 'N', 'G'));
    assertThat(insights.suspects().positives()).hasSize(8);
    assertThat(insights.suspects().negatives())
        .hasSize(12)
        .allSatisfy(pair -> assertThat(pair.sample().png()).isNotEmpty())
        .allSatisfy(pair -> assertThat(pair.other().png()).isNotEmpty());
    assertThat(insights.embedding().sampled()).isEqualTo(24);
    assertThat(insights.embedding().norms().min()).isPositive();
    assertThat(insights.embedding().norms().max()).isNotEqualTo(1);
    List<Insights.RankLine> lines = new ArrayList<>();
    insights.rankLists().forEach(lines::add);
    assertThat(lines).hasSize(24 * 4);
  }

  private static String perceptron() {
    return Networks.configure(
            SettingsReader.with("network.name=mlp", "network.embedding-dimension=8"),
            StoredSamples.SHAPE,
            1)
        .toJson();
  }

  @Test
  void rolesOfTheDataAreRespected() throws IOException {
    StoredSamples samples = new StoredSamples();
    samples
        .add(0, "a", "query", null, feature(0, 1))
        .add(0, "b", "junk", null, feature(0, 1))
        .add(2, "b", "distractor", null, feature(0, 0.9f))
        .add(0, "b", "gallery", null, feature(0, 0.5f))
        .add(1, "b", "gallery", null, feature(1, 1))
        .write(folder, FIVE);
    RetrievalMetrics.Result raw = job(null, true, "test").run().rawPixels().metrics();
    assertThat(raw.queries()).isEqualTo(1);
    assertThat(raw.gallery()).isEqualTo(3);
    assertThat(raw.recallAt(1)).isZero();
    assertThat(raw.recallAt(2)).isEqualTo(1);
  }

  @Test
  void mistakesEndWithTheirExitCode() throws IOException {
    StoredSamples samples = StoredSamples.patterned(2, 2, 1);
    samples.add(1, "c", "probe", StoredSamples.png(0, 0), null);
    samples.write(folder, StoredSamples.SHAPE);
    EvaluatedModel other =
        new EvaluatedModel(new SampleShape(3, 16, 16, 0), new Constant(), new Constant());
    assertEnds(other, "test", ExitCode.BAD_CONFIGURATION, "model reads 3×16×16", "3×8×8");
    assertEnds(null, "val", ExitCode.BAD_DATA, "split val", "no samples");
    assertEnds(null, "all", ExitCode.BAD_CONFIGURATION, "split = all");
    assertEnds(null, "test", ExitCode.BAD_DATA, "role = probe");
  }

  @Test
  void aSplitInWhichNothingCanBeFoundIsRefused() throws IOException {
    StoredSamples photos = new StoredSamples();
    StoredSamples singles = new StoredSamples();
    for (int i = 0; i < 6; i++) {
      photos.add(i / 2, "IMG", null, null, feature(i % 4, 1));
      singles.add(i, "camera-" + i, null, null, feature(i % 4, 1));
    }
    photos.write(folder.resolve("photos"), FIVE);
    singles.write(folder.resolve("singles"), FIVE);
    folder = folder.resolve("photos");
    assertEnds(
        null,
        "test",
        ExitCode.BAD_DATA,
        "split test of " + folder,
        "one camera (IMG)",
        "--set evaluation.exclude-same-camera=false");
    folder = folder.resolveSibling("singles");
    assertEnds(null, "test", ExitCode.BAD_DATA, "at least one identity must have a query");
  }

  @Test
  void photosOfOneCameraAreScoredWhereCamerasDoNotCount() throws IOException {
    StoredSamples photos = new StoredSamples();
    for (int i = 0; i < 7; i++) {
      photos.add(i / 2, "IMG", null, null, feature(i / 2, 1));
    }
    photos.write(folder, FIVE);
    EvaluateSettings settings =
        new EvaluateSettings(
            folder.toString(),
            "test",
            new RetrievalProtocol.LeaveOneOut(),
            true,
            EvaluateSettings.Bootstrap.DEFAULT,
            new Limits(4, 3, 4));
    RetrievalMetrics.Result raw =
        new EvaluateJob(StoredSamples.spark(), settings, null).run().rawPixels().metrics();
    assertThat(raw.recallAt(1)).isEqualTo(1);
    assertThat(raw.evaluated()).isEqualTo(6);
    assertThat(raw.skipped()).isEqualTo(1);
  }

  private void assertEnds(EvaluatedModel model, String split, ExitCode code, String... parts) {
    assertThatThrownBy(() -> job(model, true, split).run())
        .isInstanceOf(JobException.class)
        .hasMessageContainingAll(parts)
        .extracting(e -> ((JobException) e).exitCode())
        .isEqualTo(code);
  }

  private EvaluateJob job(EvaluatedModel model, boolean baselines, String split) {
    EvaluateSettings settings =
        new EvaluateSettings(
            folder.toString(),
            split,
            new RetrievalProtocol.CrossCamera(),
            baselines,
            EvaluateSettings.Bootstrap.DEFAULT,
            new Limits(4, 3, 4));
    return new EvaluateJob(StoredSamples.spark(), settings, model);
  }
}
