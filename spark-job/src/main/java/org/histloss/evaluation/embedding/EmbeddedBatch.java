package org.histloss.evaluation.embedding;

import java.io.Serializable;

/**
 * Some embedded samples.
 *
 * @param ordinals [n], ascending
 * @param embeddings [n, dimension], all finite
 */
@SuppressWarnings("ArrayRecordComponent") // Carries rows from executors; never compared.
public record EmbeddedBatch(long[] ordinals, float[][] embeddings) implements Serializable {}
