package org.histloss.report;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;

/** Numbers and terms as the report prints them: English, independent of the machine's language. */
final class Figures {
  private static final String NO_BREAK_SPACE = "\u00a0";

  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private Figures() {}

  /** A fraction as a percentage with one decimal: {@code 0.5532} gives {@code 55.3 %}. */
  static String percent(double fraction) {
    return points(fraction) + NO_BREAK_SPACE + "%";
  }

  /** A fraction in percentage points with one decimal and no unit. */
  static String points(double fraction) {
    return String.format(Locale.ROOT, "%.1f", 100 * fraction);
  }

  /** A fraction as a percentage with two decimals, for bounds that lie close together. */
  static String finePercent(double fraction) {
    return finePoints(fraction) + NO_BREAK_SPACE + "%";
  }

  /** A fraction in percentage points with two decimals and no unit. */
  static String finePoints(double fraction) {
    return String.format(Locale.ROOT, "%.2f", 100 * fraction);
  }

  /**
   * A difference of fractions in percentage points, with its sign: {@code +19.3} or {@code −1.0}.
   */
  static String signedPoints(double difference) {
    return signedPoints(difference, 1);
  }

  /** The same with so many decimals. */
  static String signedPoints(double difference, int decimals) {
    String size = String.format(Locale.ROOT, "%." + decimals + "f", 100 * Math.abs(difference));
    return (size.matches("[0.]+") ? "±" : difference < 0 ? "−" : "+") + size;
  }

  /** A whole number with thousands separated: {@code 12,345}. */
  static String whole(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /**
   * A real number with three or so significant digits: {@code 1,234}, {@code 12.3}, {@code
   * 0.00735}; by powers of ten only where plain digits would have to be counted.
   */
  static String real(double number) {
    if (!Double.isFinite(number)) {
      return Double.toString(number);
    }
    double size = Math.abs(number);
    String format =
        size >= 100
            ? "%,.0f"
            : size >= 10
                ? "%.1f"
                : size >= 0.01 ? "%.3f" : size >= 0.001 ? "%.5f" : size >= 0.0001 ? "%.6f" : "%.2e";
    return size == 0 ? "0" : String.format(Locale.ROOT, format, number);
  }

  /** A similarity with two decimals: {@code −0.07}. */
  static String similarity(double value) {
    return signed(value, "%.2f", "0.00");
  }

  /** A similarity with three decimals, for those that lie close together: {@code 0.998}. */
  static String fineSimilarity(double value) {
    return signed(value, "%.3f", "0.000");
  }

  /** A similarity with one decimal, for an axis: {@code −0.4}. */
  static String shortSimilarity(double value) {
    return signed(value, "%.1f", "0.0");
  }

  private static String signed(double value, String format, String zero) {
    String size = String.format(Locale.ROOT, format, Math.abs(value));
    return (value < 0 && !size.equals(zero) ? "−" : "") + size;
  }

  /** A split as an adjective: {@code val} gives {@code validation}; other words stay. */
  static String splitWord(String split) {
    return switch (split) {
      case "train" -> "training";
      case "val" -> "validation";
      default -> split;
    };
  }

  /** A moment in ISO-8601 to the minute: {@code 2026-01-31 14:05 UTC}; other text as it is. */
  static String moment(String iso) {
    try {
      return MINUTE.format(Instant.parse(iso));
    } catch (DateTimeParseException e) {
      return iso;
    }
  }

  /** A duration: {@code 9.4 s}, {@code 2 min 05 s} or {@code 1 h 12 min}. */
  static String duration(double seconds) {
    if (seconds < 60) {
      return String.format(Locale.ROOT, "%.1f", seconds) + NO_BREAK_SPACE + "s";
    }
    long whole = Math.round(seconds);
    return whole < 3600
        ? String.format(Locale.ROOT, "%d min %02d s", whole / 60, whole % 60)
        : String.format(Locale.ROOT, "%d h %02d min", whole / 3600, whole / 60 % 60);
  }
}
