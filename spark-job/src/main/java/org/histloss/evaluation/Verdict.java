package org.histloss.evaluation;

import java.util.Locale;
import org.histloss.evaluation.retrieval.IdentityMeans.Difference;
import org.histloss.evaluation.retrieval.IdentityMeans.Interval;

/**
 * What a comparison shows, in words. A difference is shown where its interval lies on one side of
 * zero.
 *
 * @param model name of the model that is held against another
 * @param reference name of the other
 * @param confidence of the intervals
 */
record Verdict(String model, String reference, double confidence) {

  /**
   * The sentence.
   *
   * @param precision difference in mAP, model less reference
   * @param first difference in Recall@1
   */
  String of(Difference precision, Difference first) {
    String both = both(precision, first);
    if (precision.interval() == null || first.interval() == null) {
      return "Nothing can be shown on fewer than two identities: %s (%s against %s)."
          .formatted(both, model, reference);
    }
    int byPrecision = side(precision.interval());
    int byFirst = side(first.interval());
    if (byPrecision == -byFirst && byFirst != 0) {
      return "The measures disagree, %s by mAP, %s by R@1: %s (%s against %s)."
          .formatted(name(byPrecision), name(byFirst), both, model, reference);
    }
    int better = byPrecision != 0 ? byPrecision : byFirst;
    if (better == 0) {
      return undecided(precision, first) + both + ".";
    }
    // The better model's figures first, so that the sentence reads in one direction.
    String figures = better > 0 ? both : both(turned(precision), turned(first));
    return isBetter(better) + alone(byPrecision, byFirst) + ": " + figures + ".";
  }

  private static String alone(int byPrecision, int byFirst) {
    if (byPrecision == byFirst) {
      return "";
    }
    return byFirst == 0
        ? " by mAP, by R@1 no difference can be shown"
        : " by R@1, by mAP no difference can be shown";
  }

  private String both(Difference precision, Difference first) {
    return figures("mAP", precision) + "; " + figures("R@1", first);
  }

  /** The same from the reference's side. */
  private static Difference turned(Difference difference) {
    Interval interval = difference.interval();
    return new Difference(
        difference.mean(),
        difference.reference(),
        0.0 - difference.difference(),
        new Interval(0.0 - interval.high(), 0.0 - interval.low()),
        1 - difference.better());
  }

  private String undecided(Difference precision, Difference first) {
    boolean equal = certainlyZero(precision) && certainlyZero(first);
    return equal
        ? "%s and %s are equal: ".formatted(model, reference)
        : "No difference between %s and %s can be shown: ".formatted(model, reference);
  }

  private static boolean certainlyZero(Difference difference) {
    return difference.difference() == 0
        && difference.interval().low() == 0
        && difference.interval().high() == 0;
  }

  private String isBetter(int side) {
    return "%s is better than %s".formatted(name(side), name(-side));
  }

  private String name(int side) {
    return side > 0 ? model : reference;
  }

  /** 1 where the whole interval is above zero, −1 where it is below, else 0. */
  private static int side(Interval interval) {
    return interval.low() > 0 ? 1 : interval.high() < 0 ? -1 : 0;
  }

  private String figures(String measure, Difference difference) {
    String means =
        String.format(
            Locale.ROOT,
            "%s %.1f against %.1f %%",
            measure,
            100 * difference.mean(),
            100 * difference.reference());
    int decimals = decimals(difference);
    String points = ", %s points".formatted(points(difference.difference(), decimals));
    Interval interval = difference.interval();
    String range =
        interval == null
            ? ""
            : " (%s %% interval %s to %s)"
                .formatted(
                    percent(confidence),
                    points(interval.low(), decimals),
                    points(interval.high(), decimals));
    return means + points + range;
  }

  /** As many that no end of the interval but zero is printed as zero; one to three. */
  private static int decimals(Difference difference) {
    Interval interval = difference.interval();
    for (int decimals = 1; interval != null && decimals < 3; decimals++) {
      if (told(interval.low(), decimals) && told(interval.high(), decimals)) {
        return decimals;
      }
    }
    return interval == null ? 1 : 3;
  }

  private static boolean told(double fraction, int decimals) {
    return fraction == 0 || Math.abs(100 * fraction) >= 0.5 * Math.pow(10, -decimals);
  }

  /** A difference of fractions in percentage points with its sign; {@code ±0.0} for none. */
  private static String points(double fraction, int decimals) {
    String size = String.format(Locale.ROOT, "%." + decimals + "f", 100 * Math.abs(fraction));
    boolean zero = size.matches("[0.]+");
    return (zero ? "±" : fraction < 0 ? "−" : "+") + size;
  }

  /** {@code 95}, {@code 97.5}, {@code 98.33}. */
  private static String percent(double fraction) {
    String text = String.format(Locale.ROOT, "%.2f", 100 * fraction);
    return text.replaceAll("\\.?0+$", "");
  }
}
