/**
 * Turns samples into embeddings: {@link org.histloss.evaluation.embedding.Embedder} runs a {@link
 * org.histloss.evaluation.embedding.SampleEmbedding} on the executors, in mini-batches that depend
 * on the data alone.
 */
package org.histloss.evaluation.embedding;
