package org.histloss.evaluation;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.histloss.dataset.DatasetReader;
import org.histloss.evaluation.EvaluateSettings.Limits;
import org.histloss.evaluation.embedding.DriverRoom;
import org.histloss.evaluation.embedding.Embedder;
import org.histloss.evaluation.embedding.SampleEmbedding;
import org.histloss.evaluation.retrieval.RetrievalEvaluator;

/**
 * Where embeddings are ranked: on the driver where they fit well, on the executors otherwise. Ranks
 * and scores are the same either way, and on machines of one kind the distributions too, as the
 * same samples are multiplied together.
 *
 * @param room of the driver
 * @param limits what the settings ask for
 */
record RankingPlace(DriverRoom room, Limits limits) {

  static RankingPlace of(SparkSession spark, EvaluateSettings settings) {
    return new RankingPlace(DriverRoom.of(spark.sparkContext().getConf()), settings.limits());
  }

  /** Whether so many embeddings stay on the executors. */
  private boolean onExecutors(long samples, int dimension) {
    return switch (limits.place()) {
      case DRIVER -> false;
      case EXECUTORS -> true;
      case AUTO -> !room.suits(samples, dimension);
    };
  }

  /**
   * Refuses what the driver can't hold, before any is made.
   *
   * @param name of the embedding, such as {@code model}
   * @param kept numbers a sample that are held beside it
   * @throws org.histloss.dataset.JobException exit code 20
   */
  void check(String name, DatasetReader data, String split, int dimension, int kept) {
    long samples = data.contents(split).samples();
    room.checkFacts(samples);
    if (!onExecutors(samples, dimension)) {
      room.check(name, samples, dimension, kept, limits.embedBatch());
    }
  }

  /** Refuses more ranks than the driver can hold, before any sample is embedded. */
  void check(SampleFacts facts) {
    room.checkRanks(facts.size(), facts.relevantAtMost());
  }

  /** Embeds all samples there. */
  EmbeddedSplit embed(
      Dataset<Row> rows,
      SampleFacts facts,
      Embedder embedder,
      String name,
      SampleEmbedding embedding,
      RetrievalEvaluator evaluator) {
    return onExecutors(facts.size(), embedding.dimension())
        ? EmbeddedSplit.onExecutors(rows, facts, embedder, name, embedding, evaluator)
        : EmbeddedSplit.here(rows, facts, embedder, name, embedding, evaluator);
  }
}
