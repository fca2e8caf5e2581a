package org.histloss.loss;

/**
 * Lifted structured similarity softmax (Song, Xiang, Jegelka, Savarese, CVPR 2016):
 *
 * <pre>
 *   J    = 1/(2|S⁺|) Σ_{(i,j) ∈ S⁺} max(0, J_ij)²
 *   J_ij = D_ij + ln( Σ_{k: negative of i} e^{a − D_ik} + Σ_{l: negative of j} e^{a − D_jl} )
 * </pre>
 */
final class LiftedStructure extends SimilarityLoss {
  private final double margin;

  /**
   * The loss.
   *
   * @param margin a
   */
  LiftedStructure(Nodes nodes, double margin) {
    super(nodes);
    this.margin = margin;
  }

  @Override
  double slopes(Pairs pairs, double[] slopes) {
    int n = pairs.count();
    double[] pull = new double[n];
    long positives = 0;
    for (int i = 0; i < n; i++) {
      for (int k = 0; k < n; k++) {
        pull[i] += pairs.match(i, k) ? 0.0 : Math.exp(margin - distance(pairs, i, k));
        positives += k > i && pairs.match(i, k) ? 1 : 0;
      }
    }
    double value = 0.0;
    double[] byPull = new double[n];
    for (int i = 0; i < n; i++) {
      for (int j = i + 1; j < n; j++) {
        if (pairs.match(i, j) && pull[i] + pull[j] > 0) {
          double cost = distance(pairs, i, j) + Math.log(pull[i] + pull[j]);
          if (cost > 0) {
            value += cost * cost / (2 * positives);
            slopes[pairs.at(i, j)] += cost / positives * byDistance(pairs, i, j);
            byPull[i] += cost / positives / (pull[i] + pull[j]);
            byPull[j] += cost / positives / (pull[i] + pull[j]);
          }
        }
      }
    }
    push(pairs, byPull, slopes);
    return value;
  }

  private void push(Pairs pairs, double[] byPull, double[] slopes) {
    for (int i = 0; i < pairs.count(); i++) {
      for (int k = 0; k < pairs.count(); k++) {
        if (!pairs.match(i, k)) {
          double e = Math.exp(margin - distance(pairs, i, k));
          slopes[pairs.at(i, k)] -= byPull[i] * e * byDistance(pairs, i, k);
        }
      }
    }
  }

  private static double distance(Pairs pairs, int i, int j) {
    return Math.sqrt(pairs.squaredDistance(i, j));
  }

  /** dD/ds = −1/D; equal rows have no direction to part in. */
  private static double byDistance(Pairs pairs, int i, int j) {
    double distance = distance(pairs, i, j);
    return distance > 0 ? -1.0 / distance : 0.0;
  }
}
