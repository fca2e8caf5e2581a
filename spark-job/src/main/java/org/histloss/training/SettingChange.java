package org.histloss.training;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.histloss.config.SettingsReader;

/**
 * A setting that an unfinished run does not have as it is given now.
 *
 * @param key of the setting
 * @param before its value in the unfinished run, as configuration text; null where it had none
 * @param now its value now, likewise
 * @param harmless whether a run may go on with the new value and end in the same model
 */
record SettingChange(String key, String before, String now, boolean harmless) {
  /**
   * Changing these changes no bit of the model: they only say how much is checked and kept, or
   * concern later commands. What looks harmless but is not: {@code data.segment-partitions} says
   * where the averaging period may change.
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
          "evaluation.rank-on",
          "evaluation.bootstrap-draws",
          "evaluation.bootstrap-seed",
          "report.title",
          "report.queries",
          "report.neighbours",
          "report.suspects",
          "report.rank-lists");

  /** These take part in the scores of validation identities, and in nothing else of a training. */
  private static final Set<String> OF_VALIDATION =
      Set.of("evaluation.exclude-same-camera", "evaluation.protocol", "evaluation.embed-batch");

  private static final String EVALUATION_PERIOD = "training.evaluation-period";

  /**
   * All changes from one effective configuration to another, by key. A key that the run does not
   * name came with a later version and had its default, as what is new does nothing by default.
   *
   * @param before of the unfinished run
   * @param now as given, with all keys
   */
  static List<SettingChange> between(String before, String now) {
    Map<String, String> present = values(now);
    Map<String, String> former = values(SettingsReader.defaults().effective());
    former.keySet().retainAll(present.keySet());
    former.putAll(values(before));
    boolean validated =
        !"0".equals(former.get(EVALUATION_PERIOD)) || !"0".equals(present.get(EVALUATION_PERIOD));
    Set<String> keys = new TreeSet<>(former.keySet());
    keys.addAll(present.keySet());
    return keys.stream()
        .filter(key -> !Objects.equals(former.get(key), present.get(key)))
        .map(
            key ->
                new SettingChange(key, former.get(key), present.get(key), harmless(key, validated)))
        .toList();
  }

  /**
   * Whether a setting may change.
   *
   * @param validated whether the run is scored on validation identities while it trains
   */
  static boolean harmless(String key, boolean validated) {
    return HARMLESS.contains(key) || !validated && OF_VALIDATION.contains(key);
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

  /** {@code training.seed: the unfinished run has 1, now 9}. */
  @Override
  public String toString() {
    return "%s: the unfinished run has %s, now %s".formatted(key, text(before), text(now));
  }

  private static String text(String value) {
    return value == null ? "none" : value;
  }
}
