package org.histloss.evaluation;

import static org.apache.spark.sql.functions.col;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.histloss.dataset.DatasetManifest.SampleShape;
import org.histloss.dataset.DatasetReader;
import org.histloss.dataset.JobException;
import org.histloss.dataset.SampleSchema;
import org.histloss.evaluation.EvaluationResult.ByIdentity;
import org.histloss.evaluation.EvaluationResult.Figures;
import org.histloss.evaluation.EvaluationResult.Rankings;
import org.histloss.evaluation.embedding.Embedder;
import org.histloss.evaluation.embedding.RawPixels;
import org.histloss.evaluation.embedding.SampleEmbedding;
import org.histloss.evaluation.retrieval.IdentityMeans;
import org.histloss.evaluation.retrieval.Measure;
import org.histloss.evaluation.retrieval.QueryOutcome;
import org.histloss.evaluation.retrieval.RetrievalEvaluator;
import org.histloss.evaluation.retrieval.RetrievalEvaluator.Evaluation;
import org.histloss.evaluation.retrieval.RetrievalItems;
import org.histloss.evaluation.retrieval.RetrievalItems.Role;
import org.histloss.evaluation.retrieval.RetrievalMetrics;
import org.histloss.evaluation.retrieval.RetrievalProtocol;
import org.histloss.evaluation.retrieval.RetrievalProtocol.SingleShot;
import org.histloss.evaluation.retrieval.draws.DrawSpread;
import org.histloss.evaluation.retrieval.draws.SingleShotDraws;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Evaluates a model on one split of a data set, beside the untrained network and raw pixels.
 *
 * <p>Samples are embedded on the executors and ranked where {@link RankingPlace} says. The result's
 * rank lists are found while they are read, until the job is closed.
 */
public final class EvaluateJob implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EvaluateJob.class);

  private static final String MODEL = "model";
  private static final String UNTRAINED = "untrained network";
  private static final String PIXELS = "raw pixels";

  private final SparkSession spark;
  private final EvaluateSettings settings;
  private final EvaluatedModel model;
  private final RetrievalEvaluator evaluator;
  private final RankingPlace place;
  private final PhaseTimer timer = new PhaseTimer();

  /** What the result's rank lists are read from. */
  private final List<EmbeddedSplit> open = new ArrayList<>();

  /**
   * A job; nothing is read before {@link #run}.
   *
   * @param model null evaluates raw pixels alone
   */
  public EvaluateJob(SparkSession spark, EvaluateSettings settings, EvaluatedModel model) {
    this.spark = spark;
    this.settings = settings;
    this.model = model;
    this.evaluator = new RetrievalEvaluator(settings.protocol().ofOneRanking());
    this.place = RankingPlace.of(spark, settings);
  }

  private record Split(
      Dataset<Row> samples, SampleFacts facts, Embedder embedder, RetrievalProtocol protocol) {}

  private record Ranked(
      EmbeddedSplit split,
      Evaluation evaluation,
      Map<Measure, ByIdentity> byIdentity,
      DrawSpread spread,
      long zeros) {
    static Figures figures(Ranked ranked) {
      return ranked == null
          ? null
          : new Figures(
              ranked.evaluation().metrics(),
              ranked.byIdentity(),
              ranked.evaluation().distributions(),
              ranked.spread(),
              ranked.zeros());
    }
  }

  /**
   * Runs the evaluation.
   *
   * @throws JobException exit code 20 when the model does not fit the data or the embeddings not on
   *     the driver, 21 when the data set can't be read, the split is empty, no query has anything
   *     right to find, or an embedding is not finite
   */
  public EvaluationResult run() {
    DatasetReader data = DatasetReader.open(spark, new Path(settings.data()));
    checkFits(data);
    checkRoom(data);
    Split split = timer.time("read samples", () -> split(data));
    Ranked test = rank(MODEL, trained(), split);
    // Its embeddings are let go at once: only the first ranked ones are shown.
    Figures untrained = let(rank(UNTRAINED, untrained(), split));
    Ranked raw = rank(PIXELS, pixels(data.manifest().shape()), split);
    Figures rawPixels = test == null ? Ranked.figures(raw) : let(raw);
    Ranked shown = test == null ? raw : test;
    open.add(shown.split());
    Rankings rankings = timer.time("best and worst queries", () -> rankings(shown, split));
    InsightSearch search = timer.time("insights", () -> insights(shown, split));
    return new EvaluationResult(
        data.manifest(),
        settings.split(),
        split.protocol(),
        Ranked.figures(test),
        untrained,
        rawPixels,
        rankings,
        search.with(
            pictures(split.samples(), search.ordinals()),
            Ranked.figures(test),
            untrained,
            rawPixels),
        timer.seconds());
  }

  /** Lets go of the embeddings; the result's rank lists can't be read any more. */
  @Override
  public void close() {
    open.forEach(EmbeddedSplit::close);
    open.clear();
  }

  /** The figures of embeddings that are not needed any more. */
  private static Figures let(Ranked ranked) {
    if (ranked != null) {
      ranked.split().close();
    }
    return Ranked.figures(ranked);
  }

  private SampleEmbedding trained() {
    return model == null ? null : model.trained();
  }

  private SampleEmbedding untrained() {
    return model == null || !settings.baselines() ? null : model.untrained();
  }

  private SampleEmbedding pixels(SampleShape shape) {
    return model == null || settings.baselines() ? new RawPixels(shape) : null;
  }

  private void checkFits(DatasetReader data) {
    if (model != null) {
      model.checkFits(data.manifest().shape());
    }
    if (data.contents(settings.split()).samples() == 0) {
      throw JobException.badData(
          "split %s of %s has no samples: must have at least one",
          settings.split(), settings.data());
    }
  }

  /** Refuses what the driver can't hold before hours go into the first of it. */
  private void checkRoom(DatasetReader data) {
    int kept = model == null ? 0 : trained().dimension();
    checkRoom(data, MODEL, trained(), 0);
    checkRoom(data, UNTRAINED, untrained(), kept);
    checkRoom(data, PIXELS, pixels(data.manifest().shape()), kept);
  }

  private void checkRoom(DatasetReader data, String name, SampleEmbedding embedding, int kept) {
    if (embedding != null) {
      place.check(name, data, settings.split(), embedding.dimension(), kept);
    }
  }

  private Split split(DatasetReader data) {
    Dataset<Row> samples = data.samples(settings.split());
    Embedder embedder = new Embedder(data.manifest().shape(), settings.limits().embedBatch());
    SampleFacts facts = SampleFacts.read(samples);
    place.check(facts);
    String name = "split %s of %s".formatted(settings.split(), settings.data());
    RetrievalProtocol protocol =
        SingleShotSplit.settle(settings.protocol(), facts, settings.split(), name);
    return new Split(samples, facts, embedder, protocol);
  }

  /** Embeds and ranks the split; null without an embedding. */
  private Ranked rank(String name, SampleEmbedding embedding, Split split) {
    if (embedding == null) {
      return null;
    }
    EmbeddedSplit embedded = timer.time("embed with " + name, () -> embed(name, embedding, split));
    return split.protocol() instanceof SingleShot protocol
        ? drawn(name, embedded, protocol, split.facts())
        : ranked(name, embedded, split.protocol());
  }

  /** Rows without a direction; they are ranked as they are, and told of. */
  private static long zeros(String name, EmbeddedSplit embedded) {
    long zeros = embedded.zeros();
    if (zeros > 0) {
      LOG.warn(
          "{}: {} of {} embeddings are zero: similarity 0 to everything, as queries ranked by ties",
          name,
          zeros,
          embedded.facts().size());
    }
    return zeros;
  }

  private EmbeddedSplit embed(String name, SampleEmbedding embedding, Split split) {
    return place.embed(
        split.samples(), split.facts(), split.embedder(), name, embedding, evaluator);
  }

  private Ranked ranked(String name, EmbeddedSplit embedded, RetrievalProtocol protocol) {
    Evaluation evaluation = timer.time("rank " + name, embedded::evaluate);
    log(name, protocol, evaluation.metrics());
    RetrievalItems facts = embedded.facts();
    Map<Measure, ByIdentity> byIdentity =
        byIdentity(name, measure -> IdentityMeans.of(measure, facts, evaluation.outcomes()));
    return new Ranked(embedded, evaluation, byIdentity, null, zeros(name, embedded));
  }

  private Ranked drawn(
      String name, EmbeddedSplit embedded, SingleShot protocol, SampleFacts facts) {
    SingleShotDraws draws =
        SingleShotSplit.draws(protocol, facts, settings.split(), embedded.facts());
    SingleShotDraws.Result found =
        timer.time("rank " + name, () -> draws.evaluate(roles -> ranked(embedded, roles)));
    LOG.info(
        "{}: {} draws of {} identities, {} left out",
        name,
        protocol.draws(),
        draws.identities(),
        draws.leftOut());
    log(name, protocol, found.metrics());
    Map<Measure, ByIdentity> byIdentity = byIdentity(name, found.byIdentity()::get);
    return new Ranked(
        embedded.turnedInto(draws.roles(0)),
        found.first(),
        byIdentity,
        found.spread(),
        zeros(name, embedded));
  }

  private static Evaluation ranked(EmbeddedSplit embedded, Role[] roles) {
    try (EmbeddedSplit draw = embedded.withRoles(roles)) {
      return draw.evaluate();
    }
  }

  private Map<Measure, ByIdentity> byIdentity(
      String name, Function<Measure, IdentityMeans> grouped) {
    return timer.time("intervals of " + name, () -> byIdentity(grouped));
  }

  private Map<Measure, ByIdentity> byIdentity(Function<Measure, IdentityMeans> grouped) {
    Map<Measure, ByIdentity> all = new EnumMap<>(Measure.class);
    for (Measure measure : List.of(Measure.FIRST_RIGHT, Measure.AVERAGE_PRECISION)) {
      IdentityMeans means = grouped.apply(measure);
      all.put(
          measure,
          new ByIdentity(
              means.identities(),
              means.overIdentities(),
              means.interval(settings.bootstrap().draws(), settings.bootstrap().seed())));
    }
    return all;
  }

  private static void log(
      String name, RetrievalProtocol protocol, RetrievalMetrics.Result metrics) {
    LOG.info(
        "{} ({}): Recall@1 {}, mAP {}; {} queries, {} of them without a relevant item, gallery {}",
        name,
        protocol.name(),
        String.format(Locale.ROOT, "%.4f", metrics.recallAt(1)),
        String.format(Locale.ROOT, "%.4f", metrics.meanAveragePrecision()),
        metrics.queries(),
        metrics.skipped(),
        metrics.gallery());
  }

  private Rankings rankings(Ranked ranked, Split split) {
    List<QueryOutcome> outcomes = ranked.evaluation().outcomes();
    ShownQueries shown =
        new ShownQueries(split.facts(), ranked.split(), outcomes, settings.limits());
    return shown.with(pictures(split.samples(), shown.ordinals()));
  }

  private InsightSearch insights(Ranked ranked, Split split) {
    EmbeddedSplit embedded = ranked.split();
    long[] sampled =
        Arrays.stream(EmbeddingHealth.sample(embedded, split.facts()))
            .mapToLong(embedded.facts()::ordinal)
            .toArray();
    double[] norms = SampledNorms.of(split.samples(), split.embedder(), trained(), sampled);
    List<QueryOutcome> outcomes = ranked.evaluation().outcomes();
    return new InsightSearch(split.facts(), embedded, outcomes, norms, settings.limits());
  }

  /** Pictures of a few samples; those without one are absent. */
  private static Map<Long, byte[]> pictures(Dataset<Row> samples, long[] ordinals) {
    List<Row> rows =
        samples
            .filter(col(SampleSchema.ORDINAL).isin(Arrays.stream(ordinals).boxed().toArray()))
            .filter(col(SampleSchema.IMAGE).isNotNull())
            .select(SampleSchema.ORDINAL, SampleSchema.IMAGE)
            .collectAsList();
    Map<Long, byte[]> pictures = new HashMap<>();
    rows.forEach(row -> pictures.put(row.getLong(0), row.getAs(1)));
    return pictures;
  }
}
