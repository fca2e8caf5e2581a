package org.histloss.config;

import java.util.Comparator;
import java.util.List;

/** Finds the key that somebody probably meant. */
final class NearestKey {
  private NearestKey() {}

  /** The known key with the fewest edits from {@code key}; the first of equals. */
  static String of(String key, List<String> known) {
    return known.stream().min(Comparator.comparingInt(k -> distance(key, k))).orElseThrow();
  }

  /** Edits from one to the other; a key without its section is taken as nearly right. */
  private static int distance(String key, String known) {
    int whole = edits(key, known);
    int lastPart = 1 + edits(lastPart(key), lastPart(known));
    boolean sectionMissing = key.indexOf('.') < 0;
    return sectionMissing ? Math.min(whole, lastPart) : whole;
  }

  private static String lastPart(String key) {
    return key.substring(key.lastIndexOf('.') + 1);
  }

  /** Levenshtein distance: insertions, deletions and replacements of single characters. */
  static int edits(String a, String b) {
    int[] above = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      above[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] row = new int[b.length() + 1];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = above[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(replaced, 1 + Math.min(above[j], row[j - 1]));
      }
      above = row;
    }
    return above[b.length()];
  }
}
