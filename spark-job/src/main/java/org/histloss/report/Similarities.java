package org.histloss.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Similarities of pairs of the evaluated samples, before and after training.
 *
 * @param before pairs under the untrained network, or null
 * @param after pairs under the evaluated model, or null
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Similarities(Pairs before, Pairs after) {

  /**
   * Raw soft counts on R uniform nodes over [−1, 1] (R = 2,001 from a run; any R ≥ 2 is drawn): not
   * normalised, so that counts of several runs may be added.
   *
   * @param positive pairs of one identity, per node
   * @param negative pairs of two identities, per node; as many nodes
   */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Pairs(List<Double> positive, List<Double> negative) {
    /**
     * Checks that both signs lie on the same nodes.
     *
     * @throws IllegalArgumentException naming both sizes
     */
    public Pairs {
      positive = List.copyOf(positive);
      negative = List.copyOf(negative);
      if (positive.size() != negative.size() || positive.size() < 2) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "nodes = %d positive, %d negative: must be equal and at least 2",
                positive.size(),
                negative.size()));
      }
    }

    /**
     * Area under both distributions, in [0, 1], as the chart draws them; null where a sign has no
     * pair. Written to the file, never read.
     */
    @JsonProperty(access = JsonProperty.Access.READ_ONLY)
    public Double overlap() {
      PairFigures figures = PairFigures.of(this);
      return figures == null ? null : figures.overlap();
    }

    /**
     * The Histogram Loss of all these pairs; null where a sign has no pair. Written to the file,
     * never read.
     */
    @JsonProperty(access = JsonProperty.Access.READ_ONLY)
    public Double histogramLoss() {
      PairFigures figures = PairFigures.of(this);
      return figures == null ? null : figures.loss();
    }

    /** Counts of both signs, one number a node. */
    public static Pairs of(double[] positive, double[] negative) {
      return new Pairs(
          Arrays.stream(positive).boxed().toList(), Arrays.stream(negative).boxed().toList());
    }
  }
}
