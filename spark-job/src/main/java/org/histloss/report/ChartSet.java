package org.histloss.report;

import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.histloss.report.ChartStyle.Size;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every chart of a report, drawn for the page and as files.
 *
 * @param similarities distributions before and after training
 * @param cmc Recall@K over K
 * @param roc true positive rate over false positive rate
 * @param training loss, validation and throughput by round
 * @param files file name → PNG with its own title, for slides and mails
 * @param failure why nothing could be drawn, or null
 */
record ChartSet(
    List<Drawn> similarities,
    List<Drawn> cmc,
    List<Drawn> roc,
    List<Drawn> training,
    Map<String, byte[]> files,
    String failure) {
  private static final Logger LOG = LoggerFactory.getLogger(ChartSet.class);

  /** Every file name that a report's charts can have. */
  static final Set<String> FILE_NAMES =
      Set.of(
          "similarities-before.png",
          "similarities-after.png",
          "cmc.png",
          "roc.png",
          "training-loss.png",
          "validation.png",
          "throughput.png");

  /**
   * One chart for the page, each picture in base64.
   *
   * @param title its heading
   * @param alt what it shows, in words
   * @param caption how to read it
   * @param wide for desktop columns
   * @param wideDark the same on a dark screen
   * @param narrow for telephones
   * @param narrowDark the same on a dark screen
   */
  public record Drawn(
      String title,
      String alt,
      String caption,
      String wide,
      String wideDark,
      String narrow,
      String narrowDark) {

    static Drawn of(Chart chart) {
      return new Drawn(
          chart.title(),
          chart.alt(),
          chart.caption(),
          base64(chart, Palette.LIGHT, Size.WIDE),
          base64(chart, Palette.DARK, Size.WIDE),
          base64(chart, Palette.LIGHT, Size.NARROW),
          base64(chart, Palette.DARK, Size.NARROW));
    }

    private static String base64(Chart chart, Palette palette, Size size) {
      return Base64.getEncoder().encodeToString(chart.png(new ChartStyle(palette, size, false)));
    }
  }

  /**
   * Draws all charts for which there is data. On a machine without font libraries the report goes
   * without them, and says so, rather than be lost.
   */
  static ChartSet of(ReportData data) {
    Map<String, byte[]> files = new LinkedHashMap<>();
    try {
      return new ChartSet(
          draw(SimilarityChart.of(data), files),
          draw(CmcChart.of(data), files),
          draw(RocChart.of(data), files),
          draw(TrainingCharts.of(data.training()), files),
          files,
          null);
    } catch (LinkageError | InternalError e) {
      LOG.warn("the report goes without charts: this machine can't draw text", e);
      return new ChartSet(
          List.of(), List.of(), List.of(), List.of(), Map.of(), rootOf(e).toString());
    }
  }

  private static Throwable rootOf(Throwable e) {
    return e.getCause() == null ? e : rootOf(e.getCause());
  }

  private static List<Drawn> draw(List<Chart> charts, Map<String, byte[]> files) {
    List<Drawn> drawn = new ArrayList<>();
    for (Chart chart : charts) {
      drawn.add(Drawn.of(chart));
      files.put(chart.name() + ".png", chart.png(new ChartStyle(Palette.LIGHT, Size.WIDE, true)));
    }
    return drawn;
  }
}
