package org.histloss.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.histloss.dataset.DatasetManifest.SampleShape;
import org.histloss.dataset.DatasetReader;
import org.histloss.dataset.JobException;
import org.histloss.evaluation.ComparisonResult.Held;
import org.histloss.evaluation.ComparisonResult.QueryLine;
import org.histloss.evaluation.ComparisonResult.SliceResult;
import org.histloss.evaluation.RankedModel.Contest;
import org.histloss.evaluation.embedding.Embedder;
import org.histloss.evaluation.embedding.ModelEmbedding;
import org.histloss.evaluation.embedding.SampleEmbedding;
import org.histloss.evaluation.retrieval.RetrievalEvaluator;
import org.histloss.evaluation.retrieval.RetrievalEvaluator.Evaluation;
import org.histloss.evaluation.retrieval.RetrievalEvaluator.Neighbour;
import org.histloss.network.EmbeddingModel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares models on one split of a data set: the first is the reference that all others are held
 * against.
 *
 * <p>All are ranked by the same protocol and judged on the same draws of identities. The embeddings
 * of one model are held at a time; those of the reference are made a second time once it is known
 * which queries are shown.
 */
public final class CompareJob {
  private static final Logger LOG = LoggerFactory.getLogger(CompareJob.class);

  private final SparkSession spark;
  private final EvaluateSettings settings;
  private final ComparedModels models;
  private final ComparisonDetail detail;
  private final RetrievalEvaluator evaluator;
  private final RankingPlace place;
  private final PhaseTimer timer = new PhaseTimer();

  /**
   * A model that takes part.
   *
   * @param name by which it differs from the others
   * @param shape what it reads
   * @param embedding what it makes of it
   */
  public record Model(String name, SampleShape shape, SampleEmbedding embedding) {

    /**
     * A trained model.
     *
     * @throws JobException exit code 20 when a parameter of the model is not finite
     */
    public static Model of(String name, EmbeddingModel model) {
      ModelEmbedding embedding = ModelEmbedding.of(model).checkFinite("model " + name);
      return new Model(name, model.description().shape(), embedding);
    }
  }

  /**
   * What is found of two models beyond the comparison of all queries.
   *
   * @param newIdentity the identities that make up the part {@code new identities}
   * @param rareSamples most samples of a rare identity in the evaluated split
   * @param anchors queries whose neighbours are held against each other; none for 0
   * @param neighbours looked at for each anchor
   */
  public record ComparisonDetail(
      Predicate<String> newIdentity, int rareSamples, int anchors, int neighbours) {
    /** Refuses sizes that can't be (exit code 20). */
    public ComparisonDetail {
      Objects.requireNonNull(newIdentity, "newIdentity");
      checkAtLeast("rare samples", rareSamples, 0);
      checkAtLeast("anchors", anchors, 0);
      checkAtLeast("neighbours", neighbours, 1);
    }

    private static void checkAtLeast(String name, int value, int least) {
      if (value < least) {
        throw JobException.badConfiguration(
            "compare: %s = %d: must be at least %d", name, value, least);
      }
    }
  }

  /**
   * A job without detail; nothing is read before {@link #run}.
   *
   * @param settings as of an evaluation; its baselines are not made
   * @param models the reference first
   * @throws JobException exit code 20 for a protocol of draws, fewer than two models, two of one
   *     name, or fewer draws than the intervals of so many models need
   */
  public CompareJob(SparkSession spark, EvaluateSettings settings, List<Model> models) {
    this(spark, settings, models, null);
  }

  /**
   * A job that finds parts of the queries and anchors too.
   *
   * @param settings as of an evaluation; its baselines are not made
   * @param models the reference first; two where there is detail
   * @param detail what is found beside, or null for nothing
   * @throws JobException exit code 20 likewise, and for detail of more than two models
   */
  public CompareJob(
      SparkSession spark, EvaluateSettings settings, List<Model> models, ComparisonDetail detail) {
    this.spark = spark;
    this.settings = settings;
    this.models = ComparedModels.of(models, settings, detail);
    this.detail = detail;
    this.evaluator = new RetrievalEvaluator(settings.protocol());
    this.place = RankingPlace.of(spark, settings);
  }

  private record Split(Dataset<Row> samples, SampleFacts facts, Embedder embedder) {}

  /**
   * Runs the comparison.
   *
   * @throws JobException exit code 20 when a model does not fit the data or its embeddings not on
   *     the driver, 21 when the data set can't be read, the split is empty, no query has anything
   *     right to find, or an embedding is not finite
   */
  public ComparisonResult run() {
    DatasetReader data = DatasetReader.open(spark, new Path(settings.data()));
    check(data);
    Split split = timer.time("read samples", () -> split(data));
    RankedModel reference = reference(split);
    List<Contest> contests = new ArrayList<>();
    for (Model model : models.others()) {
      contests.add(contest(model, split, reference));
    }
    Map<Integer, List<Neighbour>> ofReference = ofReference(split, shown(contests));
    AnchorChanges anchors = anchors(reference, contests, split);
    SamplePictures pictures = pictures(split, contests, ofReference, anchors);
    return new ComparisonResult(
        data.manifest(),
        settings.split(),
        settings.protocol(),
        reference.identities(),
        Stream.concat(Stream.of(reference), contests.stream().map(Contest::model))
            .map(model -> model.figures(settings.bootstrap()))
            .toList(),
        held(reference, contests, ofReference, pictures),
        lines(reference, contests, split.facts()),
        slices(reference, contests),
        detail == null ? null : anchors.result(detail.neighbours(), pictures),
        timer.seconds());
  }

  private void check(DatasetReader data) {
    models.checkFit(data.manifest().shape());
    long samples = data.contents(settings.split()).samples();
    if (samples == 0) {
      throw JobException.badData(
          "split %s of %s has no samples: must have at least one",
          settings.split(), settings.data());
    }
    for (Model model : models.all()) {
      place.check(named(model), data, settings.split(), model.embedding().dimension(), 0);
    }
  }

  private Split split(DatasetReader data) {
    Dataset<Row> samples = data.samples(settings.split());
    SampleFacts facts = SampleFacts.read(samples);
    place.check(facts);
    facts.checkRelevant(
        settings.protocol(), "split %s of %s".formatted(settings.split(), settings.data()));
    Embedder embedder = new Embedder(data.manifest().shape(), settings.limits().embedBatch());
    return new Split(samples, facts, embedder);
  }

  private static String named(Model model) {
    return "model " + model.name();
  }

  private EmbeddedSplit embed(Model model, Split split) {
    return embed("embed with " + model.name(), model, split);
  }

  private EmbeddedSplit embed(String phase, Model model, Split split) {
    return timer.time(
        phase,
        () ->
            place.embed(
                split.samples(),
                split.facts(),
                split.embedder(),
                named(model),
                model.embedding(),
                evaluator));
  }

  private RankedModel ranked(Model model, Split split, EmbeddedSplit embedded) {
    Evaluation evaluation = timer.time("rank by " + model.name(), embedded::evaluate);
    LOG.info(
        "{} ({}): Recall@1 {}, mAP {}",
        model.name(),
        settings.protocol().name(),
        String.format(Locale.ROOT, "%.4f", evaluation.metrics().recallAt(1)),
        String.format(Locale.ROOT, "%.4f", evaluation.metrics().meanAveragePrecision()));
    return RankedModel.of(
        model.name(), embedded, evaluation, detail(model, split, embedded, evaluation));
  }

  private KeptDetail detail(
      Model model, Split split, EmbeddedSplit embedded, Evaluation evaluation) {
    return detail == null
        ? KeptDetail.NONE
        : timer.time(
            "slices and anchors by " + model.name(),
            () -> KeptDetail.of(detail, split.facts(), embedded, evaluation));
  }

  private RankedModel reference(Split split) {
    try (EmbeddedSplit embedded = embed(models.reference(), split)) {
      return ranked(models.reference(), split, embedded);
    }
  }

  /** Ranks one model, and shows the queries on which it differs most from the reference. */
  private Contest contest(Model model, Split split, RankedModel reference) {
    try (EmbeddedSplit embedded = embed(model, split)) {
      RankedModel ranked = ranked(model, split, embedded);
      // Shared, or a page of many models and photographs would grow without limit.
      int shared = settings.limits().queries() / models.others().size();
      int most = Math.max(shared, Math.min(1, settings.limits().queries()));
      int[] won = ranked.scores().gaining(reference.scores(), split.facts(), most);
      int[] lost = reference.scores().gaining(ranked.scores(), split.facts(), most);
      Contest shown = new Contest(ranked, won, lost, Map.of());
      return new Contest(ranked, won, lost, rankings(embedded, shown.rows()));
    }
  }

  private Map<Integer, List<Neighbour>> rankings(EmbeddedSplit embedded, int[] rows) {
    if (rows.length == 0) {
      return Map.of(); // Equal models differ on no query.
    }
    return RankedModel.byRow(rows, embedded.neighbours(rows, settings.limits().neighbours()));
  }

  private Map<Integer, List<Neighbour>> ofReference(Split split, int[] rows) {
    if (rows.length == 0) {
      return Map.of();
    }
    Model reference = models.reference();
    String phase = "embed with " + reference.name() + " again, for the shown queries";
    try (EmbeddedSplit embedded = embed(phase, reference, split)) {
      return rankings(embedded, rows);
    }
  }

  private static int[] shown(List<Contest> contests) {
    return contests.stream()
        .flatMapToInt(contest -> IntStream.of(contest.rows()))
        .distinct()
        .sorted()
        .toArray();
  }

  /** Of no anchor where none is asked for. */
  private AnchorChanges anchors(RankedModel reference, List<Contest> contests, Split split) {
    return AnchorChanges.of(
        split.facts(), reference.detail().anchors(), contests.get(0).model().detail().anchors());
  }

  private SamplePictures pictures(
      Split split,
      List<Contest> contests,
      Map<Integer, List<Neighbour>> ofReference,
      AnchorChanges anchors) {
    IntStream found =
        Stream.concat(Stream.of(ofReference), contests.stream().map(Contest::rankings))
            .flatMap(rankings -> rankings.values().stream())
            .flatMap(List::stream)
            .mapToInt(Neighbour::row);
    IntStream decided = IntStream.concat(IntStream.of(shown(contests)), found);
    int[] rows = IntStream.concat(decided, anchors.rows()).toArray();
    return timer.time(
        "read pictures", () -> SamplePictures.read(split.samples(), split.facts(), rows));
  }

  private List<Held> held(
      RankedModel reference,
      List<Contest> contests,
      Map<Integer, List<Neighbour>> ofReference,
      SamplePictures pictures) {
    return timer.time(
        "paired bootstrap",
        () ->
            contests.stream()
                .map(
                    contest ->
                        contest.held(
                            reference,
                            contest.model().against(reference, settings.bootstrap(), models.tail()),
                            models.tail(),
                            ofReference,
                            pictures))
                .toList());
  }

  private List<SliceResult> slices(RankedModel reference, List<Contest> contests) {
    if (detail == null) {
      return List.of();
    }
    return timer.time(
        "paired bootstrap",
        () ->
            QuerySlices.against(
                reference.detail().parts(),
                contests.get(0).model().detail().parts(),
                settings.bootstrap()));
  }

  private static List<QueryLine> lines(
      RankedModel reference, List<Contest> contests, SampleFacts facts) {
    return QueryScores.lines(
        Stream.concat(Stream.of(reference), contests.stream().map(Contest::model))
            .map(RankedModel::scores)
            .toList(),
        facts);
  }
}
