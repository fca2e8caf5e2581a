package org.histloss.config;

import static org.histloss.dataset.JobException.badConfiguration;

import java.util.List;

/** Checks of single values; each failure names key, value and rule (exit code 20). */
final class Rule {
  private Rule() {}

  static void atLeast(String key, long value, long least) {
    check(value >= least, key, value, "must be at least " + least);
  }

  static void between(String key, long value, long least, long most) {
    check(value >= least && value <= most, key, value, "must be from " + least + " to " + most);
  }

  /** A share or probability: from 0 to 1. */
  static void share(String key, double value) {
    check(value >= 0 && value <= 1, key, value, "must be from 0 to 1");
  }

  /** A share that may not be the whole: from 0 to under 1. */
  static void belowOne(String key, double value) {
    check(value >= 0 && value < 1, key, value, "must be at least 0 and below 1");
  }

  static void positive(String key, double value) {
    check(value > 0 && Double.isFinite(value), key, value, "must be above 0");
  }

  static void notNegative(String key, double value) {
    check(value >= 0 && Double.isFinite(value), key, value, "must be at least 0");
  }

  static void eachAtLeast(String key, List<Integer> values, int least) {
    check(
        values.stream().allMatch(v -> v >= least),
        key,
        values,
        "each number must be at least " + least);
  }

  /** Throws unless {@code holds}: {@code key = value: rule}. */
  static void check(boolean holds, String key, Object value, String rule) {
    if (!holds) {
      throw badConfiguration("%s = %s: %s", key, value, rule);
    }
  }
}
