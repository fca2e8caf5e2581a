package org.histloss.report;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.histloss.report.findings.RocCurves;
import org.histloss.report.findings.RocCurves.Curve;
import org.histloss.report.findings.RocCurves.Point;

/** True positive rates at a few false positive rates, as the page shows them. */
final class RocPart {
  private RocPart() {}

  /**
   * A table.
   *
   * @param rates the columns: false positive rates in percent
   * @param rows the model and its baselines, those that are known
   * @param negatives pairs of two identities behind the first row
   * @param open whether some rate is left open for want of pairs
   */
  public record Table(List<String> rates, List<Row> rows, String negatives, boolean open) {}

  /**
   * One line.
   *
   * @param style {@code model}, {@code untrained} or {@code pixels}
   * @param values true positive rates in percent without the sign, or {@code too few pairs}
   */
  public record Row(String name, String style, List<String> values) {}

  /** The table, or null where no curve is known. */
  static Table of(ReportData data) {
    RocCurves roc = data.findings() == null ? null : data.findings().roc();
    if (roc == null) {
      return null;
    }
    List<Row> rows = new ArrayList<>();
    add(rows, "This model", "model", roc.test());
    add(rows, "Untrained network", "untrained", roc.untrained());
    add(rows, "Raw pixels", "pixels", roc.rawPixels());
    if (rows.isEmpty()) {
      return null;
    }
    Curve any =
        roc.test() != null
            ? roc.test()
            : roc.rawPixels() != null ? roc.rawPixels() : roc.untrained();
    return new Table(
        any.rates().stream().map(point -> rate(point.falsePositiveRate())).toList(),
        rows,
        Figures.whole(any.negatives()),
        any.rates().stream().anyMatch(point -> point.truePositiveRate() == null));
  }

  private static void add(List<Row> rows, String name, String style, Curve curve) {
    if (curve != null) {
      rows.add(new Row(name, style, curve.rates().stream().map(RocPart::value).toList()));
    }
  }

  private static String value(Point point) {
    return point.truePositiveRate() == null
        ? "too few pairs"
        : Figures.points(point.truePositiveRate());
  }

  /** A small rate in percent, without trailing zeros: {@code 0.01 %}. */
  static String rate(double rate) {
    String percent = String.format(Locale.ROOT, "%.2g", 100 * rate);
    String plain = new BigDecimal(percent).stripTrailingZeros().toPlainString();
    return plain + "\u00a0%";
  }
}
