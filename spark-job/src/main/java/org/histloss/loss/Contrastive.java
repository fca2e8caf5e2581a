package org.histloss.loss;

/**
 * Contrastive loss (Hadsell, Chopra, LeCun, "Dimensionality reduction by learning an invariant
 * mapping", CVPR 2006), each sign's pairs averaged by themselves, as there are far more negative
 * ones:
 *
 * <pre>
 *   J = ½ mean_{S⁺} D²_ij + ½ mean_{S⁻} max(0, m − D_ij)²
 * </pre>
 */
final class Contrastive extends SimilarityLoss {
  private final double margin;

  /**
   * The loss.
   *
   * @param margin m, a distance; unit rows are at most 2 apart
   */
  Contrastive(Nodes nodes, double margin) {
    super(nodes);
    this.margin = margin;
  }

  @Override
  double slopes(Pairs pairs, double[] slopes) {
    double[] sums = new double[2];
    long[] numbers = new long[2];
    for (int i = 0; i < pairs.count(); i++) {
      for (int j = i + 1; j < pairs.count(); j++) {
        int sign = pairs.match(i, j) ? 0 : 1;
        numbers[sign]++;
        sums[sign] += cost(pairs, i, j, slopes);
      }
    }
    for (int i = 0; i < pairs.count(); i++) {
      for (int j = i + 1; j < pairs.count(); j++) {
        slopes[pairs.at(i, j)] /= numbers[pairs.match(i, j) ? 0 : 1];
      }
    }
    return sums[0] / numbers[0] + sums[1] / numbers[1];
  }

  private double cost(Pairs pairs, int i, int j, double[] slopes) {
    double squared = pairs.squaredDistance(i, j);
    if (pairs.match(i, j)) {
      slopes[pairs.at(i, j)] = -1.0; // d(½D²)/ds
      return squared / 2;
    }
    double distance = Math.sqrt(squared);
    double missing = margin - distance;
    if (missing <= 0) {
      return 0.0;
    }
    // dD/ds = −1/D; equal rows have no direction to part in.
    slopes[pairs.at(i, j)] = distance > 0 ? missing / distance : 0.0;
    return missing * missing / 2;
  }
}
