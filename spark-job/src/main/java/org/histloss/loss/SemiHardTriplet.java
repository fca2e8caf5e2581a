package org.histloss.loss;

/**
 * Triplet loss over all semi-hard triplets of the batch (Schroff, Kalenichenko, Philbin, "FaceNet",
 * CVPR 2015): of all (a, p, n) with D²_ap &lt; D²_an &lt; D²_ap + m, the mean of D²_ap − D²_an + m;
 * 0 without any.
 */
final class SemiHardTriplet extends SimilarityLoss {
  private final double margin;

  /**
   * The loss.
   *
   * @param margin m, of squared distances
   */
  SemiHardTriplet(Nodes nodes, double margin) {
    super(nodes);
    this.margin = margin;
  }

  @Override
  double slopes(Pairs pairs, double[] slopes) {
    double sum = 0.0;
    long triplets = 0;
    for (int a = 0; a < pairs.count(); a++) {
      for (int p = 0; p < pairs.count(); p++) {
        if (p == a || !pairs.match(a, p)) {
          continue;
        }
        for (int n = 0; n < pairs.count(); n++) {
          double gap = 2.0 * (pairs.s(a, p) - pairs.s(a, n)); // D²_an − D²_ap
          if (!pairs.match(a, n) && gap > 0 && gap < margin) {
            triplets++;
            sum += margin - gap;
            slopes[pairs.at(a, p)] -= 2.0;
            slopes[pairs.at(a, n)] += 2.0;
          }
        }
      }
    }
    long number = Math.max(triplets, 1);
    for (int k = 0; k < slopes.length; k++) {
      slopes[k] /= number;
    }
    return sum / number;
  }
}
