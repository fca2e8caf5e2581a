package org.histloss.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Retrieval scores of one embedding; every score is a fraction in [0, 1].
 *
 * <p>The JSON names are a contract: {@code recall@1}, {@code recall@5}, {@code recall@10}, {@code
 * mAP}, {@code queries}, {@code skipped}, {@code gallery}.
 *
 * @param recallAt1 share of the queries whose first result is of the query's identity
 * @param recallAt5 share with such a result among the first 5
 * @param recallAt10 share with such a result among the first 10
 * @param meanAveragePrecision mean over the queries of the average precision
 * @param queries queries that were scored
 * @param skipped queries that were not scored, as nothing in the gallery is right for them; null
 *     where it is not known
 * @param gallery gallery samples that were ranked
 * @param cmc Recall@K for K = 1, 2, 3, … without gaps; empty when not known
 * @param detail intervals and further measures, or null when not known
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Scores(
    @JsonProperty("recall@1") double recallAt1,
    @JsonProperty("recall@5") double recallAt5,
    @JsonProperty("recall@10") double recallAt10,
    @JsonProperty("mAP") double meanAveragePrecision,
    long queries,
    Long skipped,
    long gallery,
    List<Double> cmc,
    Detail detail) {

  /**
   * Checks that the scores are fractions.
   *
   * @throws IllegalArgumentException naming the score, its value and the rule
   */
  public Scores {
    fraction("recall@1", recallAt1);
    fraction("recall@5", recallAt5);
    fraction("recall@10", recallAt10);
    fraction("mAP", meanAveragePrecision);
    cmc = ReportData.copy(cmc);
    cmc.forEach(value -> fraction("cmc", value));
  }

  /**
   * Recall@K, a fraction; empty where these scores don't hold that rank.
   *
   * @param k at least 1; beyond the gallery's end nothing more is found
   */
  public OptionalDouble recallAt(int k) {
    if (k <= cmc.size()) {
      return OptionalDouble.of(cmc.get(k - 1));
    }
    if (reachesTheEnd()) {
      return OptionalDouble.of(cmc.get(cmc.size() - 1));
    }
    return switch (k) {
      case 1 -> OptionalDouble.of(recallAt1);
      case 5 -> OptionalDouble.of(recallAt5);
      case 10 -> OptionalDouble.of(recallAt10);
      default -> OptionalDouble.empty();
    };
  }

  /**
   * Which Recall@K looks beyond the gallery's end, in one sentence; null where none does.
   *
   * @param ranks K
   * @param gallery its samples
   */
  public static String beyond(List<Integer> ranks, long gallery) {
    List<String> names = ranks.stream().filter(k -> k > gallery).map(k -> "R@" + k).toList();
    String size = Figures.whole(gallery);
    return names.isEmpty()
        ? null
        : "%s: the gallery holds %s samples, so that nothing more is found beyond rank %s."
            .formatted(String.join(", ", names), size, size);
  }

  /** Whether the CMC goes to the gallery's last sample. */
  boolean reachesTheEnd() {
    return !cmc.isEmpty() && cmc.size() >= gallery;
  }

  /** The same scores with at most this many ranks of the CMC. */
  Scores withRanks(int ranks) {
    return new Scores(
        recallAt1,
        recallAt5,
        recallAt10,
        meanAveragePrecision,
        queries,
        skipped,
        gallery,
        cmc.subList(0, Math.min(ranks, cmc.size())),
        detail);
  }

  private static void fraction(String name, double value) {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException(name + " = " + value + ": must be a fraction in [0, 1]");
    }
  }

  /**
   * What is known of one embedding's scores beyond Recall@K and mAP; every score is a fraction.
   *
   * @param measures further measures of the rankings by name, such as {@code mINP}, in order
   * @param identities that have a query which was scored
   * @param overIdentities Recall@1 and mAP as means over identities, by name
   * @param intervals of Recall@1 and mAP, by name; none for a single identity
   * @param draws by which the intervals were found
   * @param ties what equal similarities leave open, or null where none matter
   * @param overDraws how the protocol's draws differ, or null where it draws nothing
   * @param zeroEmbeddings samples without a direction; null where there is none
   */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Detail(
      Map<String, Double> measures,
      int identities,
      Map<String, Double> overIdentities,
      Map<String, Interval> intervals,
      int draws,
      Ties ties,
      OverDraws overDraws,
      Long zeroEmbeddings) {
    /** The score's name in {@link #overIdentities} and {@link #intervals}. */
    public static final String RECALL_AT_1 = "recall@1";

    /** The score's name in {@link #overIdentities} and {@link #intervals}. */
    public static final String MEAN_AVERAGE_PRECISION = "mAP";

    /** Keeps copies of the maps in their order. */
    public Detail {
      measures = ReportData.inOrder(measures);
      overIdentities = ReportData.inOrder(overIdentities);
      intervals = ReportData.inOrder(intervals);
    }

    /** Details of a protocol that draws nothing. */
    public Detail(
        Map<String, Double> measures,
        int identities,
        Map<String, Double> overIdentities,
        Map<String, Interval> intervals,
        int draws,
        Ties ties) {
      this(measures, identities, overIdentities, intervals, draws, ties, null, null);
    }

    /**
     * How far the scores of single draws lie apart; the scores themselves are means over the draws.
     * The counts {@code queries} and {@code gallery} are those of one draw.
     *
     * @param count of draws
     * @param identitiesLeftOut identities that could be in no draw
     * @param cmcDeviation standard deviation over the draws of Recall@K for K = 1, 2, 3, … without
     *     gaps; empty for a single draw
     * @param meanAveragePrecisionDeviation likewise of mAP; null for a single draw
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record OverDraws(
        int count,
        int identitiesLeftOut,
        List<Double> cmcDeviation,
        @JsonProperty("mAPDeviation") Double meanAveragePrecisionDeviation) {
      /** Keeps a copy of the deviations. */
      public OverDraws {
        cmcDeviation = ReportData.copy(cmcDeviation);
      }

      /** Standard deviation of Recall@K, K from 1; empty where it is not held. */
      public OptionalDouble recallAt(int k) {
        return k > cmcDeviation.size()
            ? OptionalDouble.empty()
            : OptionalDouble.of(cmcDeviation.get(k - 1));
      }
    }

    /**
     * What the order of equally similar results decides.
     *
     * @param queries with a wrong result exactly as similar as a right one
     * @param optimistic Recall@1, mAP and further measures by name, the right ones first
     * @param pessimistic likewise, the right ones last
     */
    public record Ties(
        long queries, Map<String, Double> optimistic, Map<String, Double> pessimistic) {
      /** Keeps copies of the maps in their order. */
      public Ties {
        optimistic = ReportData.inOrder(optimistic);
        pessimistic = ReportData.inOrder(pessimistic);
      }
    }

    /**
     * Where a score lies with a confidence of 95 %, as fractions.
     *
     * @param low end
     * @param high end
     */
    public record Interval(double low, double high) {
      /** In percent with one decimal: {@code 46.9 to 52.2 %}. */
      String text() {
        return Figures.points(low) + " to " + Figures.percent(high);
      }
    }
  }

  /** How the protocol's draws differ, or null where it draws nothing. */
  public Detail.OverDraws overDraws() {
    return detail == null ? null : detail.overDraws();
  }

  /** The interval of a score in words, or null where it is not known. */
  String interval(String name) {
    Detail.Interval interval = detail == null ? null : detail.intervals().get(name);
    return interval == null ? null : interval.text();
  }
}
