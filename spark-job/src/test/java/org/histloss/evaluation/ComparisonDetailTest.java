package org.histloss.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.histloss.dataset.DatasetManifest.SampleShape;
import org.histloss.dataset.ExitCode;
import org.histloss.dataset.JobException;
import org.histloss.evaluation.CompareJob.ComparisonDetail;
import org.histloss.evaluation.CompareJob.Model;
import org.histloss.evaluation.ComparisonResult.AnchorResult;
import org.histloss.evaluation.ComparisonResult.ChangedAnchor;
import org.histloss.evaluation.ComparisonResult.SliceResult;
import org.histloss.evaluation.EvaluateSettings.Bootstrap;
import org.histloss.evaluation.EvaluateSettings.Limits;
import org.histloss.evaluation.EvaluateSettings.Limits.Place;
import org.histloss.evaluation.EvaluationResult.RankedItem;
import org.histloss.evaluation.embedding.RawPixels;
import org.histloss.evaluation.embedding.SampleEmbedding;
import org.histloss.evaluation.retrieval.IdentityMeans.Difference;
import org.histloss.evaluation.retrieval.Measure;
import org.histloss.evaluation.retrieval.RetrievalProtocol;
import org.histloss.evaluation.retrieval.RetrievalProtocol.CrossCamera;
import org.histloss.evaluation.retrieval.RetrievalProtocol.LeaveOneOut;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComparisonDetailTest {
  private static final SampleShape SIX = new SampleShape(0, 0, 0, 6);
  private static final Model FIRST = new Model("first", SIX, new Part(0));
  private static final Model SECOND = new Model("second", SIX, new Part(3));
  private static final ComparisonDetail NO_PART = new ComparisonDetail(id -> false, 0, 0, 5);

  @TempDir Path folder;

  /** Sees three of a sample's numbers, as a direction. */
  private record Part(int from) implements SampleEmbedding {
    @Override
    public int dimension() {
      return 3;
    }

    @Override
    public Function<float[][], float[][]> open() {
      return samples -> Stream.of(samples).map(this::direction).toArray(float[][]::new);
    }

    private float[] direction(float[] sample) {
      float[] part = Arrays.copyOfRange(sample, from, from + 3);
      double norm = Math.sqrt(part[0] * part[0] + part[1] * part[1] + part[2] * part[2]);
      for (int i = 0; i < 3; i++) {
        part[i] /= (float) norm;
      }
      return part;
    }
  }

  private record Given(int identity, String camera, String role) {
    Given as(String other) {
      return new Given(identity, camera, other);
    }
  }

  /** Five identities of cameras a, b and c, the last two of two samples only. */
  private static final List<Given> SEEN =
      IntStream.range(0, 5)
          .boxed()
          .flatMap(
              identity ->
                  Stream.of("a", "b", "c", "a", "b")
                      .limit(identity < 3 ? 5 : 2)
                      .map(camera -> new Given(identity, camera, null)))
          .toList();

  /** Writes samples of seeded numbers; a role changes nothing of what a sample looks like. */
  private Path write(String name, List<Given> samples) throws IOException {
    Random random = new Random(11);
    StoredSamples stored = new StoredSamples();
    for (Given sample : samples) {
      Float[] numbers = new Float[6];
      Arrays.setAll(numbers, i -> (float) random.nextGaussian());
      stored.add(sample.identity(), sample.camera(), sample.role(), null, List.of(numbers));
    }
    Path data = folder.resolve(name);
    stored.write(data, SIX);
    return data;
  }

  /** The same samples with the roles that leave one pair of cameras of them. */
  private static List<Given> cut(String query, String gallery) {
    return SEEN.stream()
        .map(
            sample ->
                sample.camera().equals(query)
                    ? sample.as("query")
                    : sample.camera().equals(gallery) ? sample.as("gallery") : sample.as("junk"))
        .toList();
  }

  @Test
  void aPairOfCamerasIsADataSetCutDownToIt() throws IOException {
    List<SliceResult> slices = run(write("all", SEEN), new CrossCamera(), NO_PART).slices();

    assertThat(slices)
        .extracting(SliceResult::name)
        .containsExactly(
            "camera a → b",
            "camera a → c",
            "camera b → a",
            "camera b → c",
            "camera c → a",
            "camera c → b");
    for (String[] pair : List.of(new String[] {"a", "b"}, new String[] {"c", "a"})) {
      ComparisonResult cut =
          run(write(pair[0] + pair[1], cut(pair[0], pair[1])), new CrossCamera(), null);
      SliceResult slice = slice(slices, "camera %s → %s".formatted(pair[0], pair[1]));

      assertThat(slice.averagePrecision()).isEqualTo(precision(cut));
      assertThat(slice.queries()).isEqualTo(cut.models().get(0).metrics().evaluated());
      assertThat(slice.identities()).isEqualTo(cut.identities());
    }
    assertThat(slice(slices, "camera a → b").averagePrecision().difference()).isNotZero();
    assertThat(slice(slices, "camera a → b").queries()).isEqualTo(8);
    assertThat(slice(slices, "camera c → a").identities()).isEqualTo(3);
  }

  private static SliceResult slice(List<SliceResult> slices, String name) {
    return slices.stream().filter(slice -> slice.name().equals(name)).findFirst().orElseThrow();
  }

  private static Difference precision(ComparisonResult result) {
    return result.held().get(0).differences().get(Measure.AVERAGE_PRECISION);
  }

  /** Identities outside of the part ask nothing, and stay in the gallery. */
  private static List<Given> asked(int... identities) {
    return SEEN.stream()
        .map(
            sample ->
                IntStream.of(identities).anyMatch(i -> i == sample.identity())
                    ? sample
                    : sample.as("gallery"))
        .toList();
  }

  @Test
  void newAndRareIdentitiesAreSearchedInTheWholeGallery() throws IOException {
    ComparisonDetail detail =
        new ComparisonDetail(List.of("identity-1", "identity-3", "none")::contains, 2, 0, 5);

    List<SliceResult> slices = run(write("all", SEEN), new LeaveOneOut(), detail).slices();
    ComparisonResult fresh = run(write("new", asked(1, 3)), new LeaveOneOut(), null);
    ComparisonResult rare = run(write("rare", asked(3, 4)), new LeaveOneOut(), null);

    // Of the nine pairs of cameras c → c is left out: no identity has two samples of c.
    assertThat(slices).hasSize(8 + 2).noneMatch(slice -> slice.name().equals("camera c → c"));
    SliceResult ofNew = slices.get(8);
    assertThat(ofNew.name()).isEqualTo("new identities");
    assertThat(ofNew.queries()).isEqualTo(7);
    assertThat(ofNew.identities()).isEqualTo(2);
    assertThat(ofNew.averagePrecision()).isEqualTo(precision(fresh));
    SliceResult ofRare = slices.get(9);
    assertThat(ofRare.name()).isEqualTo("rare identities");
    assertThat(ofRare.queries()).isEqualTo(4);
    assertThat(ofRare.averagePrecision()).isEqualTo(precision(rare));
    assertThat(ofRare.averagePrecision().interval()).isNotNull();
  }

  @Test
  void withoutDetailNothingIsFound() throws IOException {
    ComparisonResult result = run(write("all", SEEN), new CrossCamera(), null);

    assertThat(result.slices()).isEmpty();
    assertThat(result.anchors()).isNull();
    assertThat(result.seconds()).doesNotContainKey("slices and anchors by first");
    assertThat(run(folder.resolve("all"), new CrossCamera(), NO_PART).anchors()).isNull();
  }

  @Test
  void oneCameraHasNoPairs() throws IOException {
    List<Given> one = SEEN.stream().map(s -> new Given(s.identity(), "a", null)).toList();

    assertThat(run(write("one", one), new LeaveOneOut(), NO_PART).slices()).isEmpty();
  }

  /**
   * Five samples at angles of a plane; sample 2 lies at 25° for the first model and at 82° for the
   * second, all others stay.
   */
  private Path turned() throws IOException {
    double[] angles = {0, 10, 25, 70, 90};
    StoredSamples samples = new StoredSamples();
    for (int i = 0; i < angles.length; i++) {
      double first = Math.toRadians(angles[i]);
      double second = Math.toRadians(i == 2 ? 82 : angles[i]);
      List<Float> numbers =
          DoubleStream.of(
                  Math.cos(first), Math.sin(first), 0, Math.cos(second), Math.sin(second), 0)
              .mapToObj(number -> (float) number)
              .toList();
      samples.add(i < 2 ? 0 : 1, "a", null, null, numbers);
    }
    Path data = folder.resolve("turned");
    samples.write(data, SIX);
    return data;
  }

  private static ComparisonDetail anchors(int anchors, int neighbours) {
    return new ComparisonDetail(identity -> false, 0, anchors, neighbours);
  }

  /**
   * The first two by either model: sample 0 {1, 2} and {1, 3}, 1 {0, 2} and {0, 3}, 2 {1, 0} and
   * {4, 3}, 3 {4, 2} and {2, 4}, 4 {3, 2} and {2, 3}.
   */
  @Test
  void neighboursThatMovedGiveTheOverlapWorkedOutByHand() throws IOException {
    AnchorResult all = run(turned(), new LeaveOneOut(), anchors(9, 2)).anchors();

    assertThat(all.anchors()).isEqualTo(5);
    assertThat(all.neighbours()).isEqualTo(2);
    assertThat(all.overlap()).isCloseTo((1 / 3.0 + 1 / 3.0 + 0 + 1 + 1) / 5, within(1e-15));
    assertThat(all.changed())
        .extracting(changed -> changed.anchor().sampleId())
        .containsExactly("sample-2", "sample-0", "sample-1");
    assertThat(all.changed())
        .extracting(ChangedAnchor::overlap)
        .containsExactly(0.0, 1 / 3.0, 1 / 3.0);
    ChangedAnchor most = all.changed().get(0);
    assertThat(ids(most.reference())).containsExactly("sample-1", "sample-0");
    assertThat(ids(most.model())).containsExactly("sample-4", "sample-3");
    assertThat(most.reference()).noneMatch(RankedItem::right);
    assertThat(most.model()).allMatch(RankedItem::right);
  }

  /** SHA-256 of the ids: sample-1 0899…, sample-2 2be9…, sample-4 6e16…, 3 7301…, 0 a5bb…. */
  @Test
  void theAnchorsAreTheQueriesWithTheSmallestHashes() throws IOException {
    Path data = turned();

    assertThat(run(data, new LeaveOneOut(), anchors(2, 2)).anchors().overlap())
        .isCloseTo((1 / 3.0 + 0) / 2, within(1e-15));
    AnchorResult four = run(data, new LeaveOneOut(), anchors(4, 2)).anchors();
    assertThat(four.overlap()).isCloseTo((1 / 3.0 + 0 + 1 + 1) / 4, within(1e-15));
    assertThat(four.changed())
        .extracting(changed -> changed.anchor().sampleId())
        .containsExactly("sample-2", "sample-1");
  }

  @Test
  void equalModelsFindTheSameNeighbours() throws IOException {
    Model copy = new Model("copy", SIX, new Part(0));

    ComparisonResult result =
        job(turned(), new LeaveOneOut(), Place.AUTO, List.of(FIRST, copy), anchors(9, 3)).run();

    assertThat(result.anchors()).isEqualTo(new AnchorResult(5, 3, 1.0, List.of()));
  }

  private static List<String> ids(List<RankedItem> items) {
    return items.stream().map(item -> item.sample().sampleId()).toList();
  }

  @Test
  void onTheExecutorsAllIsTheSame() throws IOException {
    Path data = write("all", SEEN);
    ComparisonDetail detail = new ComparisonDetail("identity-1"::equals, 2, 50, 8);
    List<Model> models = List.of(FIRST, SECOND);

    ComparisonResult here = job(data, new CrossCamera(), Place.DRIVER, models, detail).run();
    ComparisonResult there = job(data, new CrossCamera(), Place.EXECUTORS, models, detail).run();

    assertThat(there.slices()).hasSize(8).isEqualTo(here.slices());
    assertThat(there.anchors()).isEqualTo(here.anchors());
    assertThat(here.anchors().anchors()).isEqualTo(19);
    assertThat(here.anchors().changed())
        .hasSize(6)
        .isSortedAccordingTo(Comparator.comparingDouble(ChangedAnchor::overlap))
        .allSatisfy(changed -> assertThat(changed.reference()).hasSize(6));
  }

  @Test
  void changedAnchorsCarryTheirPictures() throws IOException {
    SampleShape shape = StoredSamples.SHAPE;
    StoredSamples.patterned(6, 3, 5).write(folder, shape);
    List<Model> models =
        List.of(
            new Model("all", shape, new RawPixels(shape)), new Model("few", shape, new Part(7)));

    List<ChangedAnchor> changed =
        job(folder, new CrossCamera(), Place.AUTO, models, anchors(9, 3)).run().anchors().changed();

    assertThat(changed)
        .isNotEmpty()
        .allSatisfy(anchor -> assertThat(anchor.anchor().png()).startsWith(0x89, 'P', 'N', 'G'))
        .flatExtracting(ChangedAnchor::model)
        .allSatisfy(item -> assertThat(item.sample().png()).startsWith(0x89, 'P', 'N', 'G'));
  }

  @Test
  void mistakesEndWithTheirExitCode() {
    Model third = new Model("third", SIX, new Part(1));
    List<Model> three = List.of(FIRST, SECOND, third);

    assertEnds(
        () -> job(folder, new CrossCamera(), Place.AUTO, three, NO_PART),
        "compare: 3 models given: must be two for parts of the queries and anchors");
    assertEnds(() -> anchors(-1, 5), "compare: anchors = -1: must be at least 0");
    assertEnds(() -> anchors(5, 0), "compare: neighbours = 0: must be at least 1");
  }

  private static void assertEnds(Runnable work, String message) {
    assertThatThrownBy(work::run)
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.BAD_CONFIGURATION))
        .hasMessage(message);
  }

  private static ComparisonResult run(
      Path data, RetrievalProtocol protocol, ComparisonDetail detail) {
    return job(data, protocol, Place.AUTO, List.of(FIRST, SECOND), detail).run();
  }

  private static CompareJob job(
      Path data,
      RetrievalProtocol protocol,
      Place place,
      List<Model> models,
      ComparisonDetail detail) {
    EvaluateSettings settings =
        new EvaluateSettings(
            data.toString(),
            "test",
            protocol,
            false,
            new Bootstrap(500, 3),
            new Limits(4, 3, 4, 0, place));
    return new CompareJob(StoredSamples.spark(), settings, models, detail);
  }
}
