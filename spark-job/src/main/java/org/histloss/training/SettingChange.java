package org.histloss.training;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * A setting that an unfinished run does not have as it is given now.
 *
 * @param key of the setting
 * @param before its value in the unfinished run, as configuration text; null where it had none
 * @param now its value now, likewise
 */
record SettingChange(String key, String before, String now) {
  /**
   * Changing these changes no bit of the model: they only say how much is checked and kept, or
   * concern later commands. What looks harmless but is not: {@code evaluation.exclude-same-camera},
   * {@code evaluation.protocol} and {@code evaluation.embed-batch} take part in the scores that
   * choose the best round, {@code data.segment-partitions} says where the averaging period may
   * change.
   */
  private static final Set<String> HARMLESS =
      Set.of(
          "data.verify",
          "training.checkpoint-period",
          "training.checkpoints-kept",
          "training.norm-limit",
          "evaluation.split",
          "evaluation.recall-at",
          "evaluation.cmc-ranks",
          "evaluation.baselines",
          "evaluation.single-shot-draws",
          "evaluation.single-shot-seed",
          "evaluation.probe-camera",
          "evaluation.gallery-camera",
          "report.title",
          "report.queries",
          "report.neighbours");

  /** All changes from one effective configuration to another, by key. */
  static List<SettingChange> between(String before, String now) {
    Map<String, String> former = values(before);
    Map<String, String> present = values(now);
    Set<String> keys = new TreeSet<>(former.keySet());
    keys.addAll(present.keySet());
    return keys.stream()
        .filter(key -> !Objects.equals(former.get(key), present.get(key)))
        .map(key -> new SettingChange(key, former.get(key), present.get(key)))
        .toList();
  }

  /** Lines of {@code key = value}, as {@code Settings.effective()} writes them. */
  private static Map<String, String> values(String effective) {
    Map<String, String> values = new LinkedHashMap<>();
    for (String line : effective.lines().toList()) {
      int equals = line.indexOf('=');
      if (equals > 0) {
        values.put(line.substring(0, equals).trim(), line.substring(equals + 1).trim());
      }
    }
    return values;
  }

  /** Whether a run may go on with the new value and end in the same model. */
  boolean harmless() {
    return HARMLESS.contains(key);
  }

  /** {@code training.seed: the unfinished run has 1, now 9}. */
  @Override
  public String toString() {
    return "%s: the unfinished run has %s, now %s".formatted(key, text(before), text(now));
  }

  private static String text(String value) {
    return value == null ? "none" : value;
  }
}
