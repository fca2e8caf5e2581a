package org.histloss.evaluation.retrieval.draws;

/**
 * How far the scores of single draws lie apart.
 *
 * @param draws how many there were
 * @param identities that took part in each of them
 * @param leftOut identities that could take part in none
 * @param recall standard deviation over the draws of Recall@K, at index K − 1, to the gallery's end
 * @param averagePrecision standard deviation over the draws of mAP
 */
@SuppressWarnings("ArrayRecordComponent") // A value that is built once and read; never compared.
public record DrawSpread(
    int draws, int identities, int leftOut, double[] recall, double averagePrecision) {

  /** Standard deviation of Recall@K, K from 1; NaN for a single draw. */
  public double recallAt(int k) {
    return recall[Math.min(k, recall.length) - 1];
  }

  /** Sums of squares about running means (Welford, Technometrics 1962): one pass, nothing kept. */
  static final class Deviations {
    private final double[] means;
    private final double[] squares;
    private int count;

    Deviations(int length) {
      this.means = new double[length];
      this.squares = new double[length];
    }

    void accept(double[] values) {
      count++;
      for (int i = 0; i < means.length; i++) {
        double difference = values[i] - means[i];
        means[i] += difference / count;
        squares[i] += difference * (values[i] - means[i]);
      }
    }

    /** Standard deviations with divisor n − 1; NaN for a single value. */
    double[] result() {
      double[] deviations = new double[squares.length];
      for (int i = 0; i < deviations.length; i++) {
        deviations[i] = count < 2 ? Double.NaN : Math.sqrt(squares[i] / (count - 1));
      }
      return deviations;
    }
  }
}
