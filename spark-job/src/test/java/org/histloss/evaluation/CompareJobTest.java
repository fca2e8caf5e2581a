package org.histloss.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.histloss.dataset.DatasetManifest.SampleShape;
import org.histloss.dataset.ExitCode;
import org.histloss.dataset.JobException;
import org.histloss.evaluation.CompareJob.Model;
import org.histloss.evaluation.ComparisonResult.Counts;
import org.histloss.evaluation.ComparisonResult.DecidedQuery;
import org.histloss.evaluation.ComparisonResult.Found;
import org.histloss.evaluation.ComparisonResult.Held;
import org.histloss.evaluation.EvaluateSettings.Bootstrap;
import org.histloss.evaluation.EvaluateSettings.Limits;
import org.histloss.evaluation.embedding.RawPixels;
import org.histloss.evaluation.embedding.SampleEmbedding;
import org.histloss.evaluation.retrieval.IdentityMeans.Difference;
import org.histloss.evaluation.retrieval.IdentityMeans.Interval;
import org.histloss.evaluation.retrieval.Measure;
import org.histloss.evaluation.retrieval.RetrievalProtocol;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompareJobTest {
  private static final SampleShape TEN = new SampleShape(0, 0, 0, 10);
  private static final Model A = new Model("a", TEN, new Half(0));
  private static final Model B = new Model("b", TEN, new Half(5));

  @TempDir Path folder;

  /** Sees five of a sample's ten numbers, a unit vector. */
  private record Half(int from) implements SampleEmbedding {
    @Override
    public int dimension() {
      return 5;
    }

    @Override
    public Function<float[][], float[][]> open() {
      return samples ->
          Stream.of(samples)
              .map(sample -> Arrays.copyOfRange(sample, from, from + 5))
              .toArray(float[][]::new);
    }
  }

  /**
   * Four identities of two samples, and one that is alone. For A the second of identity 1 lies
   * nearer to identity 3, for B the second of identity 3 nearer to identity 1.
   */
  private void writeMistaken() throws IOException {
    StoredSamples samples = new StoredSamples();
    for (int identity = 0; identity < 4; identity++) {
      samples.add(
          identity, "a", null, null, halves(direction(identity, 1), direction(identity, 1)));
      float[] ofA = identity == 1 ? direction(3, 0.5f) : direction(identity, 0.9f);
      float[] ofB = identity == 3 ? direction(1, 0.5f) : direction(identity, 0.9f);
      samples.add(identity, "b", null, null, halves(ofA, ofB));
    }
    samples.add(9, "a", null, null, halves(direction(0, -1), direction(0, -1)));
    samples.write(folder, TEN);
  }

  private static float[] direction(int direction, float main) {
    float[] vector = {0, 0, 0, 0, (float) Math.sqrt(1 - main * main)};
    vector[direction] = main;
    return vector;
  }

  private static List<Float> halves(float[] first, float[] second) {
    Float[] feature = new Float[10];
    Arrays.setAll(feature, i -> i < 5 ? first[i] : second[i - 5]);
    return List.of(feature);
  }

  /**
   * By A sample 2 is like none and finds its match behind 0 and 1, sample 3 behind 7, 6, 1, 5, 0:
   * AP 1/3 and 1/6. By B sample 6 finds its match behind 0 … 5, sample 7 behind 3, 2, 1, 5, 0, 4:
   * AP 1/7 both.
   */
  @Test
  void twoModelsGiveTheDifferenceWorkedOutByHand() throws IOException {
    writeMistaken();

    ComparisonResult result = job(A, B).run();

    assertThat(result.identities()).isEqualTo(4);
    assertThat(result.models()).extracting(model -> model.name()).containsExactly("a", "b");
    assertThat(result.models().get(0).metrics().skipped()).isEqualTo(1);
    Held held = result.held().get(0);
    Difference precision = held.differences().get(Measure.AVERAGE_PRECISION);
    assertThat(precision.reference()).isCloseTo((6 + 1 / 3.0 + 1 / 6.0) / 8, within(1e-15));
    assertThat(precision.mean()).isCloseTo((6 + 2 / 7.0) / 8, within(1e-15));
    assertThat(precision.difference()).isCloseTo((2 / 7.0 - 1 / 2.0) / 8, within(1e-15));
    Difference first = held.differences().get(Measure.FIRST_RIGHT);
    assertThat(first.reference()).isEqualTo(6 / 8.0);
    assertThat(first.difference()).isZero();
    assertThat(first.interval().low()).isBetween(-1.0, -0.25);
    assertThat(first.interval().high()).isBetween(0.25, 1.0);
    assertThat(held.confidence()).isEqualTo(0.95);
    assertThat(held.counts()).isEqualTo(new Counts(2, 2, 4));
    assertThat(held.verdict()).startsWith("No difference between b and a can be shown: mAP 78.6");
  }

  @Test
  void theQueriesThatDecideAreShownOnceAnIdentityWithBothRankings() throws IOException {
    writeMistaken();

    Held held = job(A, B).run().held().get(0);

    DecidedQuery won = held.won().get(0);
    assertThat(held.won()).hasSize(1);
    assertThat(won.query().sampleId()).isEqualTo("sample-3");
    assertThat(won.relevant()).isEqualTo(1);
    assertThat(ids(won.reference()))
        .containsExactly("sample-7", "sample-6", "sample-1", "sample-5");
    assertThat(ids(won.model())).containsExactly("sample-2", "sample-7", "sample-1", "sample-5");
    assertThat(won.reference().first()).isEqualTo(5);
    assertThat(won.reference().averagePrecision()).isEqualTo(1 / 6.0);
    assertThat(won.model().averagePrecision()).isEqualTo(1);
    assertThat(held.lost()).hasSize(1);
    assertThat(held.lost().get(0).query().sampleId()).isEqualTo("sample-6");
    assertThat(ids(held.lost().get(0).reference())).startsWith("sample-7");
  }

  @Test
  void severalModelsShareTheShownQueries() throws IOException {
    writeMistaken();
    List<Model> models = new ArrayList<>(List.of(A, B));
    for (int more = 0; more < 2; more++) {
      models.add(new Model("model-" + more, TEN, new Half(0)));
    }

    assertThat(job(2_000, models).run().held().get(0).won()).hasSize(1);
    models.add(new Model("one more than queries", TEN, new Half(0)));
    assertThat(job(2_000, models).run().held().get(0).won()).hasSize(1);
  }

  private static List<String> ids(Found found) {
    return found.results().stream().map(item -> item.sample().sampleId()).toList();
  }

  @Test
  void eachQueryHasALineAndThoseWithNothingToFindAnEmptyOne() throws IOException {
    writeMistaken();

    ComparisonResult result = job(A, B).run();

    assertThat(result.queries()).hasSize(9);
    assertThat(result.queries().get(3).sampleId()).isEqualTo("sample-3");
    assertThat(result.queries().get(3).identity()).isEqualTo("identity-1");
    assertThat(result.queries().get(3).averagePrecisions()).containsExactly(1 / 6.0, 1.0);
    assertThat(result.queries().get(3).firsts()).containsExactly(5, 0);
    assertThat(result.queries().get(8).averagePrecisions()).isEmpty();
    assertThat(result.queries().get(8).firsts()).isEmpty();
  }

  @Test
  void intervalsOfSeveralModelsAreWiderAndEqualOnesHaveNothingToShow() throws IOException {
    writeMistaken();
    List<Model> models = new ArrayList<>(List.of(A, B));
    for (int copy = 0; copy < 8; copy++) {
      models.add(new Model("copy-" + copy, TEN, new Half(0)));
    }

    Interval alone = precisionOfB(job(20_000, List.of(A, B)).run());
    ComparisonResult result = job(20_000, models).run();

    // All four draws give identity 3 once in 256 times: rarer than 1 in 40, not than 1 in 360.
    assertThat(alone.low()).isGreaterThan(-0.8);
    assertThat(precisionOfB(result).low()).isCloseTo(-6 / 7.0, within(1e-12));
    assertThat(result.held()).hasSize(9);
    assertThat(result.held())
        .allSatisfy(held -> assertThat(held.confidence()).isCloseTo(1 - 0.05 / 9, within(1e-15)));
    Held copy = result.held().get(1);
    assertThat(copy.counts()).isEqualTo(new Counts(0, 0, 8));
    assertThat(copy.won()).isEmpty();
    assertThat(copy.lost()).isEmpty();
    assertThat(copy.verdict()).startsWith("copy-0 and a are equal: mAP 81.3 against 81.3 %, ±0.0");
  }

  private static Interval precisionOfB(ComparisonResult result) {
    return result.held().get(0).differences().get(Measure.AVERAGE_PRECISION).interval();
  }

  @Test
  void shownQueriesCarryTheirPictures() throws IOException {
    StoredSamples.patterned(8, 3, 5).write(folder, StoredSamples.SHAPE);
    SampleShape shape = StoredSamples.SHAPE;
    SampleEmbedding pixels = new RawPixels(shape);

    Held held =
        job(new Model("few", shape, new Half(7)), new Model("all", shape, pixels))
            .run()
            .held()
            .get(0);

    assertThat(held.won()).isNotEmpty();
    assertThat(held.won())
        .allSatisfy(query -> assertThat(query.query().png()).startsWith(0x89, 'P', 'N', 'G'))
        .allSatisfy(
            query ->
                assertThat(query.reference().results())
                    .allSatisfy(item -> assertThat(item.sample().png()).isNotEmpty()))
        .extracting(query -> query.query().identity())
        .doesNotHaveDuplicates();
  }

  @Test
  void mistakesEndWithTheirExitCode() throws IOException {
    writeMistaken();
    Model pictures = new Model("pictures", StoredSamples.SHAPE, new Half(0));

    assertEnds(
        () -> job(A, pictures).run(),
        "model pictures reads 3×8×8, the data set holds 10 features: must be equal");
    assertEnds(() -> job(A), "compare: 1 models given: must be at least two");
    assertEnds(() -> job(A, B, A), "compare: model a is given twice: each must be another");
    Model c = new Model("c", TEN, new Half(1));
    Model d = new Model("d", TEN, new Half(2));
    assertEnds(
        () -> job(100, List.of(A, B, c, d)),
        "evaluation.bootstrap-draws = 100: must be at least 120 for 3 models held against one");
  }

  /** One that sees nothing: all its embeddings are zero, and every ranking is by ties. */
  @Test
  void zeroEmbeddingsAndTiesAreCounted() throws IOException {
    writeMistaken();
    Model blind = new Model("blind", TEN, new Blind());

    ComparisonResult result = job(A, blind).run();

    assertThat(result.models()).extracting(model -> model.zeros()).containsExactly(0L, 9L);
    assertThat(result.models().get(0).metrics().ties().queries()).isLessThan(8);
    assertThat(result.models().get(1).metrics().ties().queries()).isEqualTo(8);
  }

  /** Sees nothing. */
  private record Blind() implements SampleEmbedding {
    @Override
    public int dimension() {
      return 5;
    }

    @Override
    public Function<float[][], float[][]> open() {
      return samples -> new float[samples.length][5];
    }
  }

  private static void assertEnds(Runnable work, String message) {
    assertThatThrownBy(work::run)
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.BAD_CONFIGURATION))
        .hasMessage(message);
  }

  private CompareJob job(Model... models) {
    return job(2_000, List.of(models));
  }

  private CompareJob job(int draws, List<Model> models) {
    return new CompareJob(StoredSamples.spark(), settings(draws), models);
  }

  private EvaluateSettings settings(int draws) {
    return new EvaluateSettings(
        folder.toString(),
        "test",
        new RetrievalProtocol.CrossCamera(),
        true,
        new Bootstrap(draws, 1),
        new Limits(4, 3, 4));
  }
}
