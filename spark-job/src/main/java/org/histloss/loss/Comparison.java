package org.histloss.loss;

import java.util.function.DoubleUnaryOperator;

/**
 * L = Σ_q Σ_r h⁺_q U(t_r − t_q) h⁻_r: instead of 1 for every negative pair above a positive one,
 * what their distance costs. Both are variants of the authors' program ({@code loss: linear},
 * {@code loss: exp}); unlike the plain loss they still move pairs that lie far on the wrong side.
 *
 * <p>dL/dh⁺ = Uh⁻ and dL/dh⁻ = Uᵀh⁺.
 */
final class Comparison implements HistogramFunction {
  /** The rows of U are worked off one by one; more bins would take longer than the products. */
  static final int MOST_BINS = 4000;

  private final DoubleUnaryOperator cost;

  private Comparison(DoubleUnaryOperator cost) {
    this.cost = cost;
  }

  /** U = max(0, margin − t_q + t_r). */
  static Comparison linear(double margin) {
    return new Comparison(distance -> Math.max(0.0, margin + distance));
  }

  /** U = ln(1 + exp(steepness · (margin − t_q + t_r))). */
  static Comparison exponential(double margin, double steepness) {
    return new Comparison(distance -> softplus(steepness * (margin + distance)));
  }

  /** ln(1 + eˣ) without overflow. */
  static double softplus(double x) {
    return Math.max(x, 0.0) + Math.log1p(Math.exp(-Math.abs(x)));
  }

  @Override
  public NodeSlopes at(double[] positive, double[] negative, SimilarityHistogram histogram) {
    int nodes = positive.length;
    double[] costs = new double[2 * nodes - 1];
    for (int step = 0; step < costs.length; step++) {
      costs[step] = cost.applyAsDouble((step - nodes + 1) * histogram.nodes().width());
    }
    double[] byPositive = new double[nodes];
    double[] byNegative = new double[nodes];
    for (int q = 0; q < nodes; q++) {
      for (int r = 0; r < nodes; r++) {
        double u = costs[r - q + nodes - 1];
        byPositive[q] += u * negative[r];
        byNegative[r] += u * positive[q];
      }
    }
    return new NodeSlopes(HistogramFunction.dot(positive, byPositive), byPositive, byNegative);
  }
}
