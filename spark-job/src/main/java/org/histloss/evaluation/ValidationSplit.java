package org.histloss.evaluation;

import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.histloss.dataset.DatasetReader;
import org.histloss.dataset.JobException;
import org.histloss.evaluation.embedding.Embedder;
import org.histloss.evaluation.embedding.SampleEmbedding;
import org.histloss.evaluation.retrieval.RetrievalEvaluator;
import org.histloss.evaluation.retrieval.RetrievalMetrics;
import org.histloss.evaluation.retrieval.RetrievalProtocol;

/** Identities held out of training, on which a run is scored again and again while it goes on. */
public final class ValidationSplit {
  private static final String SPLIT = "val";

  private final Dataset<Row> samples;
  private final SampleFacts facts;
  private final Embedder embedder;
  private final RetrievalEvaluator evaluator;

  private ValidationSplit(
      Dataset<Row> samples, SampleFacts facts, Embedder embedder, RetrievalEvaluator evaluator) {
    this.samples = samples;
    this.facts = facts;
    this.embedder = embedder;
    this.evaluator = evaluator;
  }

  /**
   * Opens the validation split of a data set.
   *
   * @param embedBatch samples embedded at once
   * @throws JobException exit code 20 when it has no sample, 21 when none of them is a query with
   *     anything right to find
   */
  public static ValidationSplit open(
      SparkSession spark, String data, RetrievalProtocol protocol, int embedBatch) {
    DatasetReader reader = DatasetReader.open(spark, new Path(data));
    if (reader.contents(SPLIT).samples() == 0) {
      throw JobException.badConfiguration(
          "training.evaluation-period: %s has no validation identities; prepare it with split.val"
              + " above 0",
          data);
    }
    Dataset<Row> samples = reader.samples(SPLIT);
    SampleFacts facts = SampleFacts.read(samples);
    facts.checkRelevant(protocol, "split %s of %s".formatted(SPLIT, data));
    return new ValidationSplit(
        samples,
        facts,
        new Embedder(reader.manifest().shape(), embedBatch),
        new RetrievalEvaluator(protocol));
  }

  /** Scores an embedding on the validation identities, each picture a query. */
  public RetrievalMetrics.Result score(SampleEmbedding embedding) {
    try (EmbeddedSplit split =
        EmbeddedSplit.here(samples, facts, embedder, "model", embedding, evaluator)) {
      return split.evaluate().metrics();
    }
  }
}
