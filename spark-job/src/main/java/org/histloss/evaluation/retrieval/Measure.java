package org.histloss.evaluation.retrieval;

import java.util.function.ToDoubleFunction;

/** What is measured of one query's ranking; each a fraction, higher is better. */
public enum Measure {
  /** 1 where the first result is relevant; its mean is Recall@1. */
  FIRST_RIGHT(outcome -> outcome.first() == 0 ? 1.0 : 0.0),
  /** {@link QueryOutcome#averagePrecision}; its mean is mAP. */
  AVERAGE_PRECISION(QueryOutcome::averagePrecision),
  /** {@link QueryOutcome#trapezoidAveragePrecision}. */
  TRAPEZOID_AVERAGE_PRECISION(QueryOutcome::trapezoidAveragePrecision),
  /** {@link QueryOutcome#inverseNegativePenalty}; its mean is mINP. */
  INVERSE_NEGATIVE_PENALTY(QueryOutcome::inverseNegativePenalty),
  /** {@link QueryOutcome#precisionAtR}. */
  PRECISION_AT_R(QueryOutcome::precisionAtR),
  /** {@link QueryOutcome#averagePrecisionAtR}; its mean is MAP@R. */
  AVERAGE_PRECISION_AT_R(QueryOutcome::averagePrecisionAtR);

  private final ToDoubleFunction<QueryOutcome> ofQuery;

  Measure(ToDoubleFunction<QueryOutcome> ofQuery) {
    this.ofQuery = ofQuery;
  }

  /**
   * Its value for one query.
   *
   * @throws IllegalStateException when the query has no relevant item
   */
  public double of(QueryOutcome outcome) {
    return ofQuery.applyAsDouble(outcome);
  }
}
