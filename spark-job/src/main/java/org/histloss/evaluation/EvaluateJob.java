package org.histloss.evaluation;

import static org.apache.spark.sql.functions.col;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.histloss.dataset.DatasetReader;
import org.histloss.dataset.JobException;
import org.histloss.dataset.SampleSchema;
import org.histloss.evaluation.EvaluationResult.Figures;
import org.histloss.evaluation.EvaluationResult.Rankings;
import org.histloss.evaluation.retrieval.RetrievalEvaluator;
import org.histloss.evaluation.retrieval.RetrievalEvaluator.Evaluation;
import org.histloss.evaluation.retrieval.RetrievalItems;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Evaluates a model on one split of a data set, beside the untrained network and raw pixels.
 *
 * <p>Samples are embedded on the executors; the embeddings of the split are ranked on the driver.
 */
public final class EvaluateJob {
  private static final Logger LOG = LoggerFactory.getLogger(EvaluateJob.class);

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

  private record Ranked(RetrievalItems items, Evaluation evaluation) {
    Figures figures() {
      return new Figures(evaluation.metrics(), evaluation.distributions());
    }
  }

  /**
   * Runs the evaluation.
   *
   * @throws JobException exit code 20 when the model does not fit the data, 21 when the data set
   *     can't be read, the split is empty, or an embedding is not finite
   */
  public EvaluationResult run() {
    DatasetReader data = DatasetReader.open(spark, new Path(settings.data()));
    checkFits(data);
    Dataset<Row> samples = data.samples(settings.split());
    SampleFacts facts = timer.time("read samples", () -> facts(samples));
    Embedder embedder = new Embedder(data.manifest().shape(), settings.limits().embedBatch());
    SampleEmbedding pixels = new RawPixels(data.manifest().shape());

    boolean baselines = settings.baselines();
    Ranked test = model == null ? null : rank("model", model.trained(), embedder, samples, facts);
    Ranked untrained =
        model == null || !baselines || model.untrained() == null
            ? null
            : rank("untrained network", model.untrained(), embedder, samples, facts);
    Ranked raw =
        model != null && !baselines ? null : rank("raw pixels", pixels, embedder, samples, facts);
    Rankings rankings =
        timer.time(
            "best and worst queries", () -> rankings(test == null ? raw : test, samples, facts));
    return new EvaluationResult(
        data.manifest(),
        settings.split(),
        settings.protocol(),
        figures(test),
        figures(untrained),
        figures(raw),
        rankings,
        timer.seconds());
  }

  private static Figures figures(Ranked ranked) {
    return ranked == null ? null : ranked.figures();
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

  private static SampleFacts facts(Dataset<Row> samples) {
    List<Row> rows =
        samples
            .select(
                SampleSchema.ORDINAL,
                SampleSchema.SAMPLE_ID,
                SampleSchema.IDENTITY,
                SampleSchema.IDENTITY_CODE,
                SampleSchema.CAMERA,
                SampleSchema.ROLE)
            .orderBy(SampleSchema.ORDINAL)
            .collectAsList();
    return new SampleFacts(
        rows.stream()
            .map(
                row ->
                    new SampleFacts.Sample(
                        row.getLong(0),
                        row.getString(1),
                        row.getString(2),
                        row.getInt(3),
                        row.getString(4),
                        row.getString(5)))
            .toList());
  }

  private Ranked rank(
      String name,
      SampleEmbedding embedding,
      Embedder embedder,
      Dataset<Row> samples,
      SampleFacts facts) {
    RetrievalItems items =
        timer.time(
            "embed with " + name,
            () -> facts.items(embedder.collect(samples, embedding, facts.ordinals())));
    Ranked ranked = timer.time("rank " + name, () -> new Ranked(items, evaluator.evaluate(items)));
    LOG.info(
        "{}: Recall@1 {}, mAP {}, {} queries of {} evaluated, gallery {}",
        name,
        String.format("%.4f", ranked.figures().metrics().recallAt(1)),
        String.format("%.4f", ranked.figures().metrics().meanAveragePrecision()),
        ranked.figures().metrics().evaluated(),
        ranked.figures().metrics().queries(),
        ranked.figures().metrics().gallery());
    return ranked;
  }

  private Rankings rankings(Ranked ranked, Dataset<Row> samples, SampleFacts facts) {
    ShownQueries shown =
        new ShownQueries(
            facts, ranked.items(), evaluator, ranked.evaluation().outcomes(), settings.limits());
    return shown.with(pictures(samples, shown.ordinals()));
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
