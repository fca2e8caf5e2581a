package org.histloss.evaluation;

import static org.apache.spark.sql.functions.col;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
import org.histloss.evaluation.embedding.DriverRoom;
import org.histloss.evaluation.embedding.Embedder;
import org.histloss.evaluation.embedding.RawPixels;
import org.histloss.evaluation.embedding.SampleEmbedding;
import org.histloss.evaluation.retrieval.IdentityMeans;
import org.histloss.evaluation.retrieval.Measure;
import org.histloss.evaluation.retrieval.QueryOutcome;
import org.histloss.evaluation.retrieval.RetrievalEvaluator;
import org.histloss.evaluation.retrieval.RetrievalEvaluator.Evaluation;
import org.histloss.evaluation.retrieval.RetrievalItems;
import org.histloss.evaluation.retrieval.RetrievalMetrics;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Evaluates a model on one split of a data set, beside the untrained network and raw pixels.
 *
 * <p>Samples are embedded on the executors; the embeddings of the split are ranked on the driver.
 */
public final class EvaluateJob {
  private static final Logger LOG = LoggerFactory.getLogger(EvaluateJob.class);

  private static final String MODEL = "model";
  private static final String UNTRAINED = "untrained network";
  private static final String PIXELS = "raw pixels";

  private final SparkSession spark;
  private final EvaluateSettings settings;
  private final EvaluatedModel model;
  private final RetrievalEvaluator evaluator;
  private final PhaseTimer timer = new PhaseTimer();

  /**
   * A job; nothing is read before {@link #run}.
   *
   * @param model null evaluates raw pixels alone
   */
  public EvaluateJob(SparkSession spark, EvaluateSettings settings, EvaluatedModel model) {
    this.spark = spark;
    this.settings = settings;
    this.model = model;
    this.evaluator = new RetrievalEvaluator(settings.protocol());
  }

  private record Split(Dataset<Row> samples, SampleFacts facts, Embedder embedder) {}

  private record Ranked(
      RetrievalItems items, Evaluation evaluation, Map<Measure, ByIdentity> byIdentity) {
    static Figures figures(Ranked ranked) {
      return ranked == null
          ? null
          : new Figures(
              ranked.evaluation().metrics(),
              ranked.byIdentity(),
              ranked.evaluation().distributions());
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
    Figures untrained = Ranked.figures(rank(UNTRAINED, untrained(), split));
    Ranked raw = rank(PIXELS, pixels(data.manifest().shape()), split);
    Rankings rankings =
        timer.time("best and worst queries", () -> rankings(test == null ? raw : test, split));
    InsightSearch search = timer.time("insights", () -> insights(test == null ? raw : test, split));
    return new EvaluationResult(
        data.manifest(),
        settings.split(),
        settings.protocol(),
        Ranked.figures(test),
        untrained,
        Ranked.figures(raw),
        rankings,
        search.with(
            pictures(split.samples(), search.ordinals()),
            Ranked.figures(test),
            untrained,
            Ranked.figures(raw)),
        timer.seconds());
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
    DriverRoom room = DriverRoom.of(spark.sparkContext().getConf());
    int kept = model == null ? 0 : trained().dimension();
    checkRoom(room, data, MODEL, trained(), 0);
    checkRoom(room, data, UNTRAINED, untrained(), kept);
    checkRoom(room, data, PIXELS, pixels(data.manifest().shape()), kept);
  }

  private void checkRoom(
      DriverRoom room, DatasetReader data, String name, SampleEmbedding embedding, int kept) {
    if (embedding != null) {
      long samples = data.contents(settings.split()).samples();
      room.check(name, samples, embedding.dimension(), kept, settings.limits().embedBatch());
    }
  }

  private Split split(DatasetReader data) {
    Dataset<Row> samples = data.samples(settings.split());
    Embedder embedder = new Embedder(data.manifest().shape(), settings.limits().embedBatch());
    SampleFacts facts = SampleFacts.read(samples);
    facts.checkRelevant(
        settings.protocol(), "split %s of %s".formatted(settings.split(), settings.data()));
    return new Split(samples, facts, embedder);
  }

  /** Embeds and ranks the split; null without an embedding. */
  private Ranked rank(String name, SampleEmbedding embedding, Split split) {
    if (embedding == null) {
      return null;
    }
    SampleFacts facts = split.facts();
    INDArray rows =
        timer.time(
            "embed with " + name,
            () -> split.embedder().collect(split.samples(), name, embedding, facts.ordinals()));
    RetrievalItems items = facts.items(rows);
    Evaluation evaluation = timer.time("rank " + name, () -> evaluator.evaluate(items));
    log(name, evaluation.metrics());
    Map<Measure, ByIdentity> byIdentity =
        timer.time("intervals of " + name, () -> byIdentity(items, evaluation.outcomes()));
    return new Ranked(items, evaluation, byIdentity);
  }

  private Map<Measure, ByIdentity> byIdentity(RetrievalItems items, List<QueryOutcome> outcomes) {
    Map<Measure, ByIdentity> all = new EnumMap<>(Measure.class);
    for (Measure measure : List.of(Measure.FIRST_RIGHT, Measure.AVERAGE_PRECISION)) {
      IdentityMeans means = IdentityMeans.of(measure, items, outcomes);
      all.put(
          measure,
          new ByIdentity(
              means.identities(),
              means.overIdentities(),
              means.interval(settings.bootstrap().draws(), settings.bootstrap().seed())));
    }
    return all;
  }

  private static void log(String name, RetrievalMetrics.Result metrics) {
    LOG.info(
        "{}: Recall@1 {}, mAP {}; {} queries, {} of them without a relevant item, gallery {}",
        name,
        String.format(Locale.ROOT, "%.4f", metrics.recallAt(1)),
        String.format(Locale.ROOT, "%.4f", metrics.meanAveragePrecision()),
        metrics.queries(),
        metrics.skipped(),
        metrics.gallery());
  }

  private Rankings rankings(Ranked ranked, Split split) {
    List<QueryOutcome> outcomes = ranked.evaluation().outcomes();
    ShownQueries shown =
        new ShownQueries(split.facts(), ranked.items(), evaluator, outcomes, settings.limits());
    return shown.with(pictures(split.samples(), shown.ordinals()));
  }

  private InsightSearch insights(Ranked ranked, Split split) {
    RetrievalItems items = ranked.items();
    long[] sampled =
        Arrays.stream(EmbeddingHealth.sample(items)).mapToLong(items::ordinal).toArray();
    double[] norms = SampledNorms.of(split.samples(), split.embedder(), trained(), sampled);
    List<QueryOutcome> outcomes = ranked.evaluation().outcomes();
    return new InsightSearch(split.facts(), items, evaluator, outcomes, norms, settings.limits());
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
