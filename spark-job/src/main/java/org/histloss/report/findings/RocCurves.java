package org.histloss.report.findings;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * How well a threshold on the similarity tells pairs of one identity from pairs of two.
 *
 * @param test the evaluated model's curve, or null
 * @param untrained of the same network before training, or null
 * @param rawPixels of the samples' own numbers, or null
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record RocCurves(Curve test, Curve untrained, Curve rawPixels) {

  /**
   * One curve.
   *
   * @param positives pairs of one identity
   * @param negatives pairs of two identities
   * @param curve points by ascending false positive rate
   * @param rates the points at 0.1, 0.01, 0.001 and 0.0001
   */
  public record Curve(long positives, long negatives, List<Point> curve, List<Point> rates) {
    /** Keeps copies of the lists. */
    public Curve {
      curve = Findings.copy(curve);
      rates = Findings.copy(rates);
    }
  }

  /**
   * What accepting all pairs above a threshold gives; rates are fractions.
   *
   * @param falsePositiveRate share of the negative pairs that are accepted
   * @param truePositiveRate share of the positive pairs that are accepted, or null where there are
   *     too few negative pairs to tell
   * @param threshold the similarity, or null likewise
   */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Point(double falsePositiveRate, Double truePositiveRate, Double threshold) {}
}
