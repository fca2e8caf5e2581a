package org.histloss.loss;

import java.util.Locale;
import java.util.Map;

/**
 * A loss by its settings: the keys {@code loss.*} without that prefix, as text. What a key means
 * and its default stand in {@code reference.conf}; which values are sensible is checked there too.
 */
public final class Losses {
  private final Map<String, String> settings;

  private final int[] placed;

  private Losses(Map<String, String> settings, int[] placed) {
    this.settings = settings;
    this.placed = placed;
  }

  /** The Histogram Loss itself. */
  public static BatchLoss histogram(int bins) {
    return new HistogramLoss(new Nodes(bins));
  }

  /**
   * The loss of these settings.
   *
   * @param settings keys without {@code loss.}; a key that is missing has its default
   * @throws IllegalArgumentException for a name that no loss has
   */
  public static BatchLoss of(Map<String, String> settings) {
    return of(settings, null);
  }

  /**
   * The loss of these settings on nodes that follow the data.
   *
   * @param placed the nodes of a loss whose key {@code nodes} is not {@code uniform}, by their
   *     numbers on {@link Nodes#FINE}, see {@link SimilarityHistogram#quantiles}; null for even
   *     ones
   * @throws IllegalArgumentException for a name that no loss has
   */
  public static BatchLoss of(Map<String, String> settings, int[] placed) {
    return new Losses(settings, placed).make();
  }

  private BatchLoss make() {
    Nodes nodes = new Nodes((int) number("bins", 200));
    String name = text("name", "histogram");
    return switch (name) {
      case "histogram" -> histogramLoss(nodes);
      case "binomial-deviance" ->
          new BinomialDeviance(
              nodes,
              number("binomial-deviance.steepness", 2),
              number("binomial-deviance.centre", 0.5),
              number("binomial-deviance.cost", 10));
      case "lifted-structure" -> new LiftedStructure(nodes, number("lifted-structure.margin", 1));
      case "triplet" -> new SemiHardTriplet(nodes, number("triplet.margin", 0.2));
      case "contrastive" -> new Contrastive(nodes, number("contrastive.margin", 1));
      case "fast-ap" -> new FastAp(nodes, (int) number("fast-ap.bins", 10));
      case "multi-similarity" ->
          new MultiSimilarity(
              nodes,
              number("multi-similarity.positive-steepness", 2),
              number("multi-similarity.negative-steepness", 50),
              number("multi-similarity.base", 0.5),
              number("multi-similarity.margin", 0.1));
      default -> throw new IllegalArgumentException("loss.name = " + name + ": no such loss");
    };
  }

  private BatchLoss histogramLoss(Nodes nodes) {
    if (!text("nodes", "uniform").equals("uniform")) {
      AdaptiveNodes adaptive =
          placed == null ? AdaptiveNodes.even(nodes.bins()) : new AdaptiveNodes(placed);
      return new HistogramLoss(Nodes.FINE, adaptive.of(function()), nodes.bins());
    }
    return switch (text("variant", "plain")) {
      case "plain" -> new HistogramLoss(nodes);
      case "beta" -> new BetaDensity(nodes);
      default -> new HistogramLoss(nodes, function());
    };
  }

  private HistogramFunction function() {
    String variant = text("variant", "plain");
    return switch (variant) {
      case "plain" -> TailWeight.identity();
      case "linear" -> Comparison.linear(number("margin", 0.1));
      case "exponential" -> Comparison.exponential(number("margin", 0.1), number("steepness", 10));
      case "partial-auc" -> TailWeight.partialAuc(number("tail-share", 0.1));
      case "log-rank" -> TailWeight.logRank();
      case "first-rank" -> TailWeight.firstRank((int) number("tail-gallery", 100));
      case "label-noise" -> new NoiseCorrection(number("label-noise", 0.1));
      default ->
          throw new IllegalArgumentException(
              String.format(Locale.ROOT, "loss.variant = %s: no such variant", variant));
    };
  }

  private String text(String key, String otherwise) {
    return settings.getOrDefault(key, otherwise);
  }

  private double number(String key, double otherwise) {
    String value = settings.get(key);
    return value == null ? otherwise : Double.parseDouble(value);
  }
}
