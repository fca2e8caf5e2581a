/**
 * Exact retrieval metrics without Spark: who is compared with whom ({@link
 * org.histloss.evaluation.retrieval.RetrievalProtocol}), at which rank the relevant items lie
 * ({@link org.histloss.evaluation.retrieval.RetrievalEvaluator}) and what that adds up to ({@link
 * org.histloss.evaluation.retrieval.RetrievalMetrics}, {@link
 * org.histloss.loss.SimilarityHistogram}).
 */
package org.histloss.evaluation.retrieval;
