package org.histloss.evaluation;

import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.histloss.evaluation.embedding.EmbeddedBatch;
import org.histloss.evaluation.embedding.Embedder;
import org.histloss.evaluation.embedding.SampleEmbedding;
import org.histloss.evaluation.retrieval.RetrievalEvaluator;
import org.histloss.evaluation.retrieval.RetrievalEvaluator.Evaluation;
import org.histloss.evaluation.retrieval.RetrievalEvaluator.Neighbour;
import org.histloss.evaluation.retrieval.RetrievalEvaluator.Samples;
import org.histloss.evaluation.retrieval.RetrievalEvaluator.Suspects;
import org.histloss.evaluation.retrieval.RetrievalItems;
import org.histloss.evaluation.retrieval.RetrievalItems.Role;

/**
 * One split under one embedding, ready to be ranked, here or on the executors.
 *
 * @param samples to be ranked
 * @param facts who they are, in the same rows; with embeddings only where they lie here
 * @param dimension numbers in an embedding
 * @param evaluator that ranks them
 * @param release gives back what was kept
 */
record EmbeddedSplit(
    Samples samples,
    RetrievalItems facts,
    int dimension,
    RetrievalEvaluator evaluator,
    Runnable release)
    implements AutoCloseable {

  /** Brings all embeddings to the driver. */
  static EmbeddedSplit here(
      Dataset<Row> rows,
      SampleFacts facts,
      Embedder embedder,
      String name,
      SampleEmbedding embedding,
      RetrievalEvaluator evaluator) {
    int[] places = facts.galleryFirst();
    RetrievalItems items =
        facts.items(embedder.collect(rows, name, embedding, facts.ordinals(), places), places);
    Samples samples = evaluator.here(items);
    Runnable release =
        () -> {
          samples.close();
          items.close();
        };
    return new EmbeddedSplit(samples, items, items.dimension(), evaluator, release);
  }

  /** Samples whose embeddings lie here already. */
  static EmbeddedSplit here(RetrievalItems items, RetrievalEvaluator evaluator) {
    Samples samples = evaluator.here(items);
    return new EmbeddedSplit(samples, items, items.dimension(), evaluator, samples::close);
  }

  /** Leaves all embeddings on the executors. */
  static EmbeddedSplit onExecutors(
      Dataset<Row> rows,
      SampleFacts facts,
      Embedder embedder,
      String name,
      SampleEmbedding embedding,
      RetrievalEvaluator evaluator) {
    RetrievalItems bare = facts.bare();
    int dimension = embedding.dimension();
    JavaRDD<EmbeddedBatch> embedded = embedder.embed(rows, name, embedding, facts.ordinals());
    ExecutorSamples samples =
        ExecutorSamples.of(embedded, dimension, bare, RetrievalEvaluator.partSize(dimension));
    samples.prepare();
    return new EmbeddedSplit(samples, bare, dimension, evaluator, samples::close);
  }

  /** The same samples with other roles, [n] in the rows of {@link #facts}; to be closed first. */
  EmbeddedSplit withRoles(Role[] roles) {
    RetrievalItems others = facts.withRoles(roles);
    if (samples instanceof ExecutorSamples there) {
      ExecutorSamples seen = there.withRoles(others);
      return new EmbeddedSplit(seen, others, dimension, evaluator, seen::close);
    }
    return here(others, evaluator);
  }

  /** The same samples with other roles for good: to close them is to close these. */
  EmbeddedSplit turnedInto(Role[] roles) {
    EmbeddedSplit turned = withRoles(roles);
    return new EmbeddedSplit(
        turned.samples,
        turned.facts,
        dimension,
        evaluator,
        () -> {
          turned.close();
          close();
        });
  }

  /** Embeddings that have no direction. */
  long zeros() {
    return samples instanceof ExecutorSamples there ? there.zeros() : facts.zeros();
  }

  /** Ranks every query. */
  Evaluation evaluate() {
    return evaluator.evaluate(samples);
  }

  /** The first {@code k} of the rankings of these queries. */
  List<List<Neighbour>> neighbours(int[] queries, int k) {
    return evaluator.neighbours(samples, queries, k, facts::row);
  }

  /** The most suspicious pairs, {@code count} of each sign at most. */
  Suspects suspects(int count) {
    return evaluator.suspects(samples, count, facts::row);
  }

  /** The samples in these rows, which ascend, with their embeddings. */
  RetrievalItems items(int[] rows) {
    return samples.items(rows);
  }

  @Override
  public void close() {
    release.run();
  }
}
