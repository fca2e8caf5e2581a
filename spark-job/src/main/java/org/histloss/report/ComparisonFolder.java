package org.histloss.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.histloss.dataset.Commit;
import org.histloss.report.ChartStyle.Size;
import org.histloss.report.comparison.Comparison;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a comparison's folder: {@code comparison.html}, {@code distributions.png} ({@code
 * distributions-2.png}, … for further models), {@code queries.csv}, and last, as its marker, {@code
 * comparison.json}.
 */
final class ComparisonFolder {
  private static final Logger LOG = LoggerFactory.getLogger(ComparisonFolder.class);

  private static final Pattern CHART = Pattern.compile("distributions(-\\d+)?\\.png");
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private final Configuration hadoop;

  ComparisonFolder(Configuration hadoop) {
    this.hadoop = hadoop;
  }

  /** Writes all files; of a comparison that lies there nothing stays. */
  void write(Comparison data, byte[] queries, Path folder) {
    // All in memory first, so that a mistake in rendering leaves the folder untouched.
    Map<String, byte[]> files = render(data);
    files.put(ReportWriter.COMPARISON_QUERIES, queries);
    byte[] json = json(data);
    try {
      FileSystem fs = folder.getFileSystem(hadoop);
      fs.mkdirs(folder);
      fs.delete(new Path(folder, ReportWriter.COMPARISON_JSON), false);
      for (FileStatus file : fs.listStatus(folder)) {
        if (CHART.matcher(file.getPath().getName()).matches()) {
          fs.delete(file.getPath(), false);
        }
      }
    } catch (IOException e) {
      throw ReportWriter.unreachable(folder, e);
    }
    files.forEach((name, bytes) -> Commit.publish(hadoop, new Path(folder, name), bytes));
    Commit.publish(hadoop, new Path(folder, ReportWriter.COMPARISON_JSON), json);
  }

  /** Page and charts; without charts on a machine that has no font libraries, and it says so. */
  private static Map<String, byte[]> render(Comparison data) {
    Map<String, byte[]> files = new LinkedHashMap<>();
    List<ChartSet.Drawn> drawn = new ArrayList<>();
    String failure = null;
    try {
      for (Chart chart : ComparisonChart.of(data)) {
        drawn.add(ChartSet.Drawn.of(chart));
        files.put(chart.name() + ".png", chart.png(new ChartStyle(Palette.LIGHT, Size.WIDE, true)));
      }
    } catch (LinkageError | InternalError e) {
      LOG.warn("the comparison goes without charts: this machine can't draw text", e);
      drawn.clear();
      files.clear();
      failure = e.toString();
    }
    String name = ReportWriter.COMPARISON_HTML;
    String page = ComparisonPage.render(data, drawn, failure);
    files.put(name, PageSize.watched(name, page.getBytes(StandardCharsets.UTF_8)));
    return files;
  }

  static byte[] json(Comparison data) {
    try {
      return JSON.writeValueAsBytes(data);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
