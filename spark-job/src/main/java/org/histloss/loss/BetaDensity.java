package org.histloss.loss;

import org.apache.commons.math3.special.Gamma;

/**
 * The plain loss with Beta densities instead of histograms, the {@code distr_type: beta} of the
 * authors' program: for each sign the Beta distribution with the mean and the variance of y = (s +
 * 1)/2, its density at the nodes times the bin's width in y.
 *
 * <pre>
 *   c = m(1 − m)/v − 1,  a = mc,  b = (1 − m)c,   d_r = w·Beta(y_r; a, b),  w = Δ/2
 *   L = Σ_r d⁻_r Σ_{q ≤ r} d⁺_q
 * </pre>
 *
 * <p>The variance is that of the pairs at hand (divided by their number). The density has no value
 * at the ends for some a, b, so the first and last node are taken a quarter bin inside; m is kept a
 * bin from 0 and 1, v at w²/12 at least and at 0.99·m(1 − m) at most. A kept value has slope 0.
 */
final class BetaDensity extends SimilarityLoss {
  private final Nodes nodes;

  BetaDensity(Nodes nodes) {
    super(nodes);
    this.nodes = nodes;
  }

  @Override
  double slopes(Pairs pairs, double[] slopes) {
    Moments positive = Moments.of(pairs, true);
    Moments negative = Moments.of(pairs, false);
    Density above = new Density(positive, nodes);
    Density below = new Density(negative, nodes);
    double[] byPositive = HistogramFunction.above(below.at);
    double[] byNegative = HistogramFunction.below(above.at);
    double[] positiveSlopes = above.slopes(byPositive);
    double[] negativeSlopes = below.slopes(byNegative);
    for (int i = 0; i < pairs.count(); i++) {
      for (int j = i + 1; j < pairs.count(); j++) {
        boolean match = pairs.match(i, j);
        Moments of = match ? positive : negative;
        double[] by = match ? positiveSlopes : negativeSlopes;
        double y = (pairs.s(i, j) + 1) / 2;
        // dm/ds = 1/(2n), dv/ds = (y − m)/n
        slopes[pairs.at(i, j)] = (by[0] / 2 + by[1] * (y - of.mean)) / of.number;
      }
    }
    return HistogramFunction.dot(below.at, byNegative);
  }

  /** Number, mean and variance of y of one sign's pairs. */
  private record Moments(long number, double mean, double variance) {
    static Moments of(Pairs pairs, boolean match) {
      long number = 0;
      double sum = 0.0;
      double squares = 0.0;
      for (int i = 0; i < pairs.count(); i++) {
        for (int j = i + 1; j < pairs.count(); j++) {
          if (pairs.match(i, j) == match) {
            // About s = 0 first, so that little is lost in the difference below.
            number++;
            sum += pairs.s(i, j);
            squares += pairs.s(i, j) * pairs.s(i, j);
          }
        }
      }
      double mean = sum / number;
      double variance = Math.max(squares / number - mean * mean, 0.0);
      return new Moments(number, (mean + 1) / 2, variance / 4);
    }
  }

  /** A Beta density at the nodes. */
  private static final class Density {
    private final double[] at;
    private final double[] y;
    private final double m;
    private final double v;
    private final boolean meanKept;
    private final boolean varianceKept;
    private final double c;

    Density(Moments moments, Nodes nodes) {
      double width = nodes.width() / 2;
      m = Math.max(width, Math.min(1 - width, moments.mean));
      v = Math.max(width * width / 12, Math.min(0.99 * m * (1 - m), moments.variance));
      meanKept = m != moments.mean;
      varianceKept = v != moments.variance;
      c = m * (1 - m) / v - 1;
      at = new double[nodes.count()];
      y = new double[nodes.count()];
      double logBeta = Gamma.logGamma(a()) + Gamma.logGamma(b()) - Gamma.logGamma(c);
      for (int r = 0; r < at.length; r++) {
        y[r] = Math.max(width / 4, Math.min(1 - width / 4, (nodes.node(r) + 1) / 2));
        at[r] =
            width * Math.exp((a() - 1) * Math.log(y[r]) + (b() - 1) * Math.log1p(-y[r]) - logBeta);
      }
    }

    private double a() {
      return m * c;
    }

    private double b() {
      return (1 - m) * c;
    }

    /** dL/dm and dL/dv from dL/dd_r. */
    double[] slopes(double[] by) {
      double common = Gamma.digamma(c); // a + b = c
      double byA = 0.0;
      double byB = 0.0;
      for (int r = 0; r < at.length; r++) {
        byA += by[r] * at[r] * (Math.log(y[r]) - Gamma.digamma(a()) + common);
        byB += by[r] * at[r] * (Math.log1p(-y[r]) - Gamma.digamma(b()) + common);
      }
      double cByM = (1 - 2 * m) / v;
      double cByV = -m * (1 - m) / (v * v);
      double byM = byA * (c + m * cByM) + byB * (-c + (1 - m) * cByM);
      double byV = byA * m * cByV + byB * (1 - m) * cByV;
      return new double[] {meanKept ? 0.0 : byM, varianceKept ? 0.0 : byV};
    }
  }
}
