package org.histloss.config;

import static org.histloss.config.Rule.check;

import java.io.Serializable;
import java.util.Locale;
import java.util.Set;

/**
 * Which loss is minimised, and the settings of each; the section {@code loss} of {@code
 * reference.conf}.
 */
public record LossSettings(
    Name name,
    int bins,
    NodeRule nodes,
    Variant variant,
    double margin,
    double steepness,
    double tailShare,
    int tailGallery,
    double labelNoise,
    double poolRate,
    BinomialDeviance binomialDeviance,
    OneMargin liftedStructure,
    OneMargin triplet,
    OneMargin contrastive,
    FastAp fastAp,
    MultiSimilarity multiSimilarity)
    implements Serializable {
  public LossSettings {
    Rule.atLeast("loss.bins", bins, 1);
    check(bins <= 1_000_000, "loss.bins", bins, "must be at most 1000000");
    boolean compares = variant == Variant.LINEAR || variant == Variant.EXPONENTIAL;
    check(
        !compares || bins <= 4000,
        "loss.bins",
        bins,
        "must be at most 4000 for the variants linear and exponential");
    checkNodes(name, bins, nodes, variant);
    Rule.notNegative("loss.margin", margin);
    Rule.positive("loss.steepness", steepness);
    Rule.share("loss.tail-share", tailShare);
    Rule.positive("loss.tail-share", tailShare);
    Rule.atLeast("loss.tail-gallery", tailGallery, 1);
    Rule.positive("loss.lifted-structure.margin", liftedStructure.margin());
    Rule.positive("loss.triplet.margin", triplet.margin());
    Rule.positive("loss.contrastive.margin", contrastive.margin());
    Rule.share("loss.pool-rate", poolRate);
    Rule.positive("loss.pool-rate", poolRate);
    check(
        labelNoise >= 0 && labelNoise < 0.5,
        "loss.label-noise",
        labelNoise,
        "must be at least 0 and below 0.5");
  }

  /** Whether the loss is a function of the two histograms alone. */
  boolean ofHistograms() {
    return name == Name.HISTOGRAM && variant != Variant.BETA;
  }

  /** Nodes that follow the data lie on a fine grid, and mean nothing to losses without nodes. */
  private static void checkNodes(Name name, int bins, NodeRule nodes, Variant variant) {
    if (nodes == NodeRule.UNIFORM) {
      return;
    }
    check(
        name == Name.HISTOGRAM && !NEEDS_UNIFORM.contains(variant),
        "loss.nodes",
        nodes.name().toLowerCase(Locale.ROOT).replace('_', '-'),
        "must be uniform for the variants linear, exponential and beta and for losses other than"
            + " histogram");
    check(
        bins >= 2 && bins <= 1000,
        "loss.bins",
        bins,
        "must be from 2 to 1000 where loss.nodes is not uniform");
  }

  private static final Set<Variant> NEEDS_UNIFORM =
      Set.of(Variant.LINEAR, Variant.EXPONENTIAL, Variant.BETA);

  /** {@code loss.nodes}. */
  public enum NodeRule {
    UNIFORM,
    QUANTILES,
    BALANCED_QUANTILES
  }

  /** {@code loss.name}. */
  public enum Name {
    HISTOGRAM,
    BINOMIAL_DEVIANCE,
    LIFTED_STRUCTURE,
    TRIPLET,
    CONTRASTIVE,
    FAST_AP,
    MULTI_SIMILARITY
  }

  /** {@code loss.variant}. */
  public enum Variant {
    PLAIN,
    LINEAR,
    EXPONENTIAL,
    BETA,
    PARTIAL_AUC,
    LOG_RANK,
    FIRST_RANK,
    LABEL_NOISE
  }

  /** Settings of the Binomial Deviance. */
  public record BinomialDeviance(double steepness, double centre, double cost)
      implements Serializable {
    public BinomialDeviance {
      Rule.positive("loss.binomial-deviance.steepness", steepness);
      Rule.positive("loss.binomial-deviance.cost", cost);
    }
  }

  /** Settings of a loss with a margin alone. */
  public record OneMargin(double margin) implements Serializable {}

  /** Settings of FastAP. */
  public record FastAp(int bins) implements Serializable {
    public FastAp {
      Rule.between("loss.fast-ap.bins", bins, 1, 10_000);
    }
  }

  /** Settings of the multi-similarity loss. */
  public record MultiSimilarity(
      double positiveSteepness, double negativeSteepness, double base, double margin)
      implements Serializable {
    public MultiSimilarity {
      Rule.positive("loss.multi-similarity.positive-steepness", positiveSteepness);
      Rule.positive("loss.multi-similarity.negative-steepness", negativeSteepness);
      Rule.notNegative("loss.multi-similarity.margin", margin);
    }
  }
}
