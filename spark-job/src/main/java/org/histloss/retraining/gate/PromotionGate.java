package org.histloss.retraining.gate;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.histloss.config.RetrainSettings;
import org.histloss.config.RetrainSettings.Gate.Evidence;
import org.histloss.evaluation.retrieval.IdentityMeans.Difference;
import org.histloss.report.history.HistoryEntry.Check;
import org.histloss.report.history.HistoryEntry.Slice;

/**
 * Decides whether a challenger becomes champion. Each rule is a check of its own; all must be met,
 * and a value that equals its limit meets it.
 *
 * <p>Differences are paired over the same queries, and their intervals redraw identities (see
 * {@link org.histloss.evaluation.retrieval.IdentityMeans#against}).
 */
public final class PromotionGate {
  private final RetrainSettings.Gate rules;

  /** A gate with these rules. */
  public PromotionGate(RetrainSettings.Gate rules) {
    this.rules = rules;
  }

  /**
   * What was measured on held-out identities.
   *
   * @param protocol by which it was, by its name
   * @param precision the challenger's mAP, a fraction
   * @param first its R@1, a fraction
   * @param byPrecision difference to the champion in mAP, or null without a champion
   * @param byFirst difference in R@1, or null likewise
   * @param slices parts of the queries
   */
  public record Measured(
      String protocol,
      double precision,
      double first,
      Difference byPrecision,
      Difference byFirst,
      List<Slice> slices) {
    /** Refuses scores without a protocol. */
    public Measured {
      Objects.requireNonNull(protocol, "protocol");
    }
  }

  /** The decision. */
  public Decision decide(Measured found) {
    List<Check> checks = new ArrayList<>();
    checks.add(floor("mAP floor", found.precision(), rules.mapFloor(), "map-floor"));
    checks.add(floor("R@1 floor", found.first(), rules.recallFloor(), "recall-floor"));
    if (found.byPrecision() != null) {
      checks.add(gain(found.byPrecision()));
      checks.add(notWorse("mAP", found.byPrecision()));
      checks.add(notWorse("R@1", found.byFirst()));
      checks.addAll(new SliceRules(rules).checks(found.slices()));
    }
    boolean promoted = checks.stream().allMatch(Check::met);
    return new Decision(promoted, List.copyOf(checks), words(found, promoted, checks));
  }

  private static Check floor(String name, double value, double least, String key) {
    // NaN meets nothing.
    return new Check(
        name,
        Points.percent(value, least),
        "at least %s (retrain.gate.%s)".formatted(Points.percent(least, value), key),
        value >= least);
  }

  private Check gain(Difference difference) {
    boolean shown = rules.evidence() == Evidence.SHOWN;
    double value = difference.difference();
    if (shown) {
      value = difference.interval() == null ? Double.NaN : difference.interval().low();
    }
    String what = shown ? "shown gain in mAP" : "gain in mAP";
    return new Check(
        what,
        Points.of(value, rules.minGain()),
        "at least %s (retrain.gate.min-gain)".formatted(Points.of(rules.minGain(), value)),
        value >= rules.minGain());
  }

  private static Check notWorse(String measure, Difference difference) {
    boolean worse = difference.interval() != null && difference.interval().high() < 0;
    return new Check(
        measure + " not shown to be worse",
        Points.interval(difference),
        "must not lie below 0 as a whole",
        !worse);
  }

  private String words(Measured found, boolean promoted, List<Check> checks) {
    String figures =
        found.byPrecision() == null
            ? "mAP %s, R@1 %s"
                .formatted(Points.percent(found.precision()), Points.percent(found.first()))
            : "mAP %s against %s, %s; R@1 %s against %s, %s"
                .formatted(
                    Points.percent(found.byPrecision().mean()),
                    Points.percent(found.byPrecision().reference()),
                    Points.interval(found.byPrecision()),
                    Points.percent(found.byFirst().mean()),
                    Points.percent(found.byFirst().reference()),
                    Points.interval(found.byFirst()));
    String all = figures + "; protocol " + found.protocol();
    if (!promoted) {
      return "Not promoted: %s. %s.".formatted(reasons(checks), all);
    }
    return found.byPrecision() == null
        ? "Promoted, as there is no champion: %s.".formatted(all)
        : "Promoted: %s.".formatted(all);
  }

  private static String reasons(List<Check> checks) {
    return checks.stream()
        .filter(check -> !check.met())
        .map(check -> "%s %s, %s".formatted(check.name(), check.measured(), check.rule()))
        .collect(Collectors.joining("; "));
  }
}
