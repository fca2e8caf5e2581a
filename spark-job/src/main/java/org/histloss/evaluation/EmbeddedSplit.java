package org.histloss.evaluation;

import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.histloss.evaluation.embedding.EmbeddedBatch;
import org.histloss.evaluation.embedding.Embedder;
import org.histloss.evaluation.embedding.SampleEmbedding;
import org.histloss.evaluation.retrieval.RetrievalEvaluator;
import org.histloss.evaluation.retrieval.RetrievalEvaluator.Neighbour;
import org.histloss.evaluation.retrieval.RetrievalEvaluator.Samples;
import org.histloss.evaluation.retrieval.RetrievalItems;

/**
 * One split under one embedding, ready to be ranked, here or on the executors.
 *
 * @param samples to be ranked
 * @param facts who they are, in the same rows; with embeddings only where they lie here
 * @param release gives back what was kept
 */
record EmbeddedSplit(Samples samples, RetrievalItems facts, Runnable release)
    implements AutoCloseable {

  /** Brings all embeddings to the driver. */
  static EmbeddedSplit here(
      Dataset<Row> rows,
      SampleFacts facts,
      Embedder embedder,
      String name,
      SampleEmbedding embedding,
      RetrievalEvaluator evaluator) {
    RetrievalItems items = facts.items(embedder.collect(rows, name, embedding, facts.ordinals()));
    return new EmbeddedSplit(evaluator.here(items), items, () -> {});
  }

  /** Leaves all embeddings on the executors. */
  static EmbeddedSplit onExecutors(
      Dataset<Row> rows,
      SampleFacts facts,
      Embedder embedder,
      String name,
      SampleEmbedding embedding) {
    RetrievalItems bare = facts.bare();
    int dimension = embedding.dimension();
    JavaRDD<EmbeddedBatch> embedded = embedder.embed(rows, name, embedding, facts.ordinals());
    ExecutorSamples samples =
        ExecutorSamples.of(embedded, dimension, bare, RetrievalEvaluator.partSize(dimension));
    samples.prepare();
    return new EmbeddedSplit(samples, bare, samples::close);
  }

  /** The first {@code k} of the rankings of these queries. */
  List<List<Neighbour>> neighbours(RetrievalEvaluator evaluator, int[] queries, int k) {
    return evaluator.neighbours(samples, queries, k, facts::row);
  }

  @Override
  public void close() {
    release.run();
  }
}
