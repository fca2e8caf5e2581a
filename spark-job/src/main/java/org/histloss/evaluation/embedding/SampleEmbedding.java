package org.histloss.evaluation.embedding;

import java.io.Serializable;
import java.util.function.Function;

/** A way to turn samples into embeddings that can be sent to executors. */
public interface SampleEmbedding extends Serializable {

  /** Numbers in an embedding. */
  int dimension();

  /**
   * Makes the embedding ready; called once for each task, on the executor.
   *
   * @return a function of a mini-batch, rows [n, size] as the data set stores them, to rows of unit
   *     length [n, {@link #dimension}] (a sample without content may stay zero); one thread's, and
   *     the same rows give the same bits
   */
  Function<float[][], float[][]> open();

  /**
   * An embedding of one number: the length that {@link #open}'s row had before it was scaled to
   * unit length. Null where that length tells nothing.
   */
  default SampleEmbedding norms() {
    return null;
  }
}
