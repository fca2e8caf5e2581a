package org.histloss.dataprep.demo;

import java.util.Arrays;
import java.util.List;

/** Which emoji are identities, by their code points as drawing sets write them. */
final class CodePoints {
  private CodePoints() {}

  /**
   * The identity of an emoji, or null when it is none: single code points and two-letter flags are,
   * without the variation selector; skin tones, sequences, keycaps and private characters aren't.
   *
   * @param code lower-case hexadecimal code points joined by hyphens, such as {@code 2764-fe0f}
   */
  static String identity(String code) {
    List<String> points =
        Arrays.stream(code.split("-")).filter(point -> !point.equals("fe0f")).toList();
    if (points.size() == 1) {
      int point = Integer.parseInt(points.get(0), 16);
      boolean skinTone = point >= 0x1f3fb && point <= 0x1f3ff;
      boolean usable = Character.getType(point) != Character.PRIVATE_USE;
      return usable && !skinTone ? points.get(0) : null;
    }
    boolean flag = points.size() == 2 && points.stream().allMatch(CodePoints::letter);
    return flag ? String.join("-", points) : null;
  }

  /** Whether an identity is a flag of two letters. */
  static boolean flag(String identity) {
    return identity.indexOf('-') > 0;
  }

  private static boolean letter(String point) {
    int value = Integer.parseInt(point, 16);
    return value >= 0x1f1e6 && value <= 0x1f1ff;
  }
}
