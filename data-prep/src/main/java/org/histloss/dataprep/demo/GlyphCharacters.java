package org.histloss.dataprep.demo;

import java.awt.Font;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** Which characters are identities. */
final class GlyphCharacters {
  private static final int FIRST = 0x21;
  private static final int LAST = 0xffff;

  private static final Set<Integer> KINDS =
      Set.of(
          (int) Character.UPPERCASE_LETTER,
          (int) Character.LOWERCASE_LETTER,
          (int) Character.TITLECASE_LETTER,
          (int) Character.OTHER_LETTER,
          (int) Character.DECIMAL_DIGIT_NUMBER,
          (int) Character.LETTER_NUMBER,
          (int) Character.OTHER_NUMBER,
          (int) Character.DASH_PUNCTUATION,
          (int) Character.START_PUNCTUATION,
          (int) Character.END_PUNCTUATION,
          (int) Character.CONNECTOR_PUNCTUATION,
          (int) Character.OTHER_PUNCTUATION,
          (int) Character.INITIAL_QUOTE_PUNCTUATION,
          (int) Character.FINAL_QUOTE_PUNCTUATION,
          (int) Character.MATH_SYMBOL,
          (int) Character.CURRENCY_SYMBOL,
          (int) Character.OTHER_SYMBOL);

  private GlyphCharacters() {}

  /** Letters, digits, punctuation and symbols of the basic plane that every face can show. */
  static int[] shownByAll(List<Font> faces) {
    return IntStream.rangeClosed(FIRST, LAST)
        .filter(point -> KINDS.contains(Character.getType(point)))
        .filter(point -> faces.stream().allMatch(face -> face.canDisplay(point)))
        .filter(point -> !GlyphPainter.blank(faces.get(0), point))
        .toArray();
  }

  /**
   * Joins characters that look alike: two are one identity when at least half of the faces draw
   * them the same, pixel by pixel; so are characters joined by others.
   *
   * @param points ascending
   * @param looks per face: a hash of each character's clean picture, in the order of points
   * @return identity's smallest character → its characters
   */
  static Map<Integer, Set<Integer>> merged(int[] points, List<long[]> looks) {
    Map<Long, Integer> equalFaces = new HashMap<>();
    for (long[] hashes : looks) {
      Map<Long, List<Integer>> byLook = new HashMap<>();
      for (int i = 0; i < points.length; i++) {
        byLook.computeIfAbsent(hashes[i], x -> new ArrayList<>()).add(i);
      }
      for (List<Integer> alike : byLook.values()) {
        countPairs(alike, equalFaces);
      }
    }
    int[] root = IntStream.range(0, points.length).toArray();
    equalFaces.forEach(
        (pair, count) -> {
          if (2 * count >= looks.size()) {
            join(root, (int) (pair >> 32), (int) (long) pair);
          }
        });
    Map<Integer, Set<Integer>> merged = new TreeMap<>();
    for (int i = 0; i < points.length; i++) {
      merged.computeIfAbsent(points[find(root, i)], x -> new TreeSet<>()).add(points[i]);
    }
    return merged;
  }

  private static void countPairs(List<Integer> alike, Map<Long, Integer> equalFaces) {
    for (int a = 0; a < alike.size(); a++) {
      for (int b = a + 1; b < alike.size(); b++) {
        equalFaces.merge((long) alike.get(a) << 32 | alike.get(b), 1, Integer::sum);
      }
    }
  }

  private static void join(int[] root, int a, int b) {
    int rootA = find(root, a);
    int rootB = find(root, b);
    root[Math.max(rootA, rootB)] = Math.min(rootA, rootB);
  }

  private static int find(int[] root, int i) {
    int at = i;
    while (root[at] != at) {
      at = root[at];
    }
    return at;
  }
}
