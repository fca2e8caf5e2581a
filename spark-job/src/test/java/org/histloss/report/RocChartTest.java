package org.histloss.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import org.histloss.report.ChartStyle.Size;
import org.histloss.report.findings.Findings;
import org.histloss.report.findings.RocCurves;
import org.histloss.report.findings.RocCurves.Curve;
import org.histloss.report.findings.RocCurves.Point;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.knowm.xchart.XYChart;

class RocChartTest {

  /** Labels of the horizontal axis by their place. */
  private static SortedMap<Double, String> labels(Size size, double... rates) {
    List<Point> points =
        DoubleStream.of(rates).mapToObj(rate -> new Point(rate, Math.sqrt(rate), 0.5)).toList();
    RocCurves roc = new RocCurves(new Curve(20, 90, points, List.of()), null, null);
    ReportData data =
        ReportData.builder("few", SampleReports.protocol())
            .findings(new Findings(roc, null, null, null, null))
            .build();
    ChartStyle style = new ChartStyle(Palette.LIGHT, size, true);
    XYChart chart = RocChart.of(data).get(0).drawing().apply(style);
    Function<Double, String> formatter = chart.getStyler().getxAxisTickLabelsFormattingFunction();
    SortedMap<Double, String> labels = new TreeMap<>();
    chart.setCustomXAxisTickLabelsFormatter(
        place -> {
          String label = formatter.apply(place);
          if (!label.isBlank()) {
            labels.put(place, label);
          }
          return label;
        });
    BufferedImage picture = new BufferedImage(size.width, size.height, BufferedImage.TYPE_INT_RGB);
    chart.paint(picture.createGraphics(), size.width - size.letters, size.height - size.letters);
    Double left = chart.getStyler().getXAxisMin(); // XChart formats labels beyond the ends as well
    return left == null ? labels : labels.subMap(left - 1e-9, 2.1);
  }

  /** As of a gallery with one picture of each of a few identities. */
  @ParameterizedTest
  @EnumSource(Size.class)
  void fewPairsHaveTheirAxisLabelled(Size size) {
    assertThat(labels(size, 0.03, 0.17, 0.4, 1).values()).containsSubsequence("1", "10", "100");
    assertThat(labels(size, 0.011, 0.02, 0.11, 1).values()).containsSubsequence("1", "10", "100");
    assertThat(labels(size, 0.15, 1).values()).containsSubsequence("10", "100");
    assertThat(labels(size, 0.9, 1).values()).containsSubsequence("10", "100");
    assertThat(labels(size, 0.1, 1).values()).containsSubsequence("10", "100");
    assertThat(labels(size, 1, 1).values()).containsSubsequence("10", "100");
  }

  @ParameterizedTest
  @EnumSource(Size.class)
  void everyAxisHasTwoLabelsOrMore(Size size) {
    for (double least = 1; least > 1e-9; least *= 0.15) {
      for (int points : new int[] {2, 50}) {
        double first = least;
        double[] rates =
            DoubleStream.iterate(0, i -> i < points, i -> i + 1)
                .map(i -> Math.pow(first, 1 - i / (points - 1)))
                .toArray();
        assertThat(labels(size, rates)).as(first + ", " + points).hasSizeGreaterThanOrEqualTo(2);
      }
    }
  }
}
