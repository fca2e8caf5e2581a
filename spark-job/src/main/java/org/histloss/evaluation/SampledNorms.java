package org.histloss.evaluation;

import static org.apache.spark.sql.functions.col;

import java.util.Arrays;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.histloss.dataset.SampleSchema;
import org.histloss.evaluation.embedding.Embedder;
import org.histloss.evaluation.embedding.SampleEmbedding;

/** Norms of some samples' embeddings before normalisation, computed on the executors. */
final class SampledNorms {
  private SampledNorms() {}

  /**
   * The norms.
   *
   * @param samples rows that hold those samples
   * @param embedding whose norms are asked for; may be null
   * @param ordinals of the samples, ascending
   * @return [n] in the order of {@code ordinals}, or null where the embedding has none
   */
  static double[] of(
      Dataset<Row> samples, Embedder embedder, SampleEmbedding embedding, long[] ordinals) {
    SampleEmbedding norms = embedding == null ? null : embedding.norms();
    if (norms == null) {
      return null;
    }
    Object[] wanted = Arrays.stream(ordinals).boxed().toArray();
    Dataset<Row> sampled = samples.filter(col(SampleSchema.ORDINAL).isin(wanted));
    return embedder.collect(sampled, "norms", norms, ordinals).data().asDouble();
  }
}
