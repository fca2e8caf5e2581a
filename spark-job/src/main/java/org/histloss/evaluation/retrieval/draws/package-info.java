/**
 * Evaluation by draws ({@link org.histloss.evaluation.retrieval.RetrievalProtocol.SingleShot}):
 * which samples take part in each ({@link org.histloss.evaluation.retrieval.draws.SingleShotDraws})
 * and how far their scores lie apart.
 */
package org.histloss.evaluation.retrieval.draws;
