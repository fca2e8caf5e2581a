package org.histloss.retraining.gate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.histloss.config.RetrainSettings;
import org.histloss.config.RetrainSettings.Gate.Evidence;
import org.histloss.report.history.HistoryEntry.Check;
import org.histloss.report.history.HistoryEntry.Slice;

/**
 * Holds every slice of the queries against one rule, and says so in a few checks: twelve cameras
 * make 132 slices, which nobody reads one by one every morning.
 */
final class SliceRules {
  /** So many slices are told of by name. */
  private static final int NAMED = 5;

  private final RetrainSettings.Gate rules;

  SliceRules(RetrainSettings.Gate rules) {
    this.rules = rules;
  }

  /**
   * The checks: of a few slices one each; of many one each for those that lose most of what they
   * may not, one for all others that do, and one for those that don't.
   *
   * @param slices any; those without a champion's figure or with too few identities decide nothing
   */
  List<Check> checks(List<Slice> slices) {
    List<Slice> judged =
        slices.stream()
            .filter(slice -> slice.difference() != null)
            .filter(slice -> slice.identities() >= rules.minSliceIdentities())
            .toList();
    if (judged.size() <= NAMED) {
      return judged.stream().map(this::check).toList();
    }
    List<Slice> lowestFirst = judged.stream().sorted(LOWEST_FIRST).toList();
    List<Slice> broken = lowestFirst.stream().filter(slice -> !met(slice)).toList();
    List<Slice> kept = lowestFirst.stream().filter(this::met).toList();
    List<Check> checks = new ArrayList<>();
    broken.stream().limit(NAMED).forEach(slice -> checks.add(check(slice)));
    if (broken.size() > NAMED) {
      List<Slice> further = broken.subList(NAMED, broken.size());
      checks.add(check("mAP of %,d further slices".formatted(further.size()), further));
    }
    if (!kept.isEmpty()) {
      String which = broken.isEmpty() ? "each of %,d slices" : "each of the other %,d slices";
      checks.add(check("mAP of " + which.formatted(kept.size()), kept));
    }
    return checks;
  }

  /** What isn't a number has lost everything. */
  private static final Comparator<Slice> LOWEST_FIRST =
      Comparator.comparingDouble(
          slice ->
              Double.isNaN(slice.difference().value())
                  ? Double.NEGATIVE_INFINITY
                  : slice.difference().value());

  private boolean met(Slice slice) {
    return slice.difference().value() >= -rules.maxSliceLoss() || byChance(slice);
  }

  /** Whether the loss may be none, by its interval; without one it is taken as it is. */
  private boolean byChance(Slice slice) {
    Double high = slice.difference().high();
    return rules.sliceEvidence() == Evidence.SHOWN && high != null && high >= 0;
  }

  private Check check(Slice slice) {
    return check(slice, "mAP of " + slice.name(), "");
  }

  private Check check(String name, List<Slice> lowestFirst) {
    Slice lowest = lowestFirst.get(0);
    return check(lowest, name, ", the lowest, " + lowest.name());
  }

  private Check check(Slice slice, String name, String which) {
    double change = slice.difference().value();
    double least = -rules.maxSliceLoss();
    boolean excused = change < least && met(slice);
    String shown = excused ? ", not shown to be a loss" : "";
    return new Check(
        name,
        "%s (%,d identities%s%s)"
            .formatted(Points.of(change, least), slice.identities(), which, shown),
        "at least %s (retrain.gate.max-slice-loss)".formatted(Points.of(least, change)),
        met(slice));
  }
}
