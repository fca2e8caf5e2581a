/**
 * Evaluates embeddings on a split of a data set: {@link org.histloss.evaluation.embedding.Embedder}
 * runs them on the executors, {@link org.histloss.evaluation.retrieval} ranks them, {@link
 * org.histloss.evaluation.EvaluateJob} joins the two for one model, {@link
 * org.histloss.evaluation.CompareJob} for several on the same samples.
 */
package org.histloss.evaluation;
