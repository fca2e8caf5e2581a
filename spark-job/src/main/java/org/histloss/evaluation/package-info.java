/**
 * Evaluates embeddings on a split of a data set: {@link org.histloss.evaluation.embedding.Embedder}
 * runs them on the executors, {@link org.histloss.evaluation.retrieval} ranks them, {@link
 * org.histloss.evaluation.EvaluateJob} joins the two. Only those two classes know Spark.
 */
package org.histloss.evaluation;
