package org.histloss.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.histloss.dataset.Commit;
import org.histloss.dataset.ExitCode;
import org.histloss.dataset.JobException;
import org.histloss.evaluation.Insights.RankLists;
import org.histloss.report.comparison.Comparison;

/**
 * Writes a report folder: {@code report.html}, one PNG a chart, {@code ranks.csv} where rank lists
 * are asked for, and {@code report.json}.
 *
 * <p>{@code report.json} is the folder's marker: it is removed before anything is replaced and
 * written last, so that a folder that has one is whole.
 */
public final class ReportWriter {
  /** The page's file name. */
  public static final String HTML = "report.html";

  /** The marker's file name. */
  public static final String JSON = "report.json";

  /** The file name of a comparison's page. */
  public static final String COMPARISON_HTML = "comparison.html";

  /** The file name of a comparison's marker. */
  public static final String COMPARISON_JSON = "comparison.json";

  /** The file name of a comparison's queries. */
  public static final String COMPARISON_QUERIES = "queries.csv";

  private final Configuration hadoop;

  /** A writer that finds file systems by this configuration. */
  public ReportWriter(Configuration hadoop) {
    this.hadoop = hadoop;
  }

  /**
   * Refuses a folder that must not be written to; to be called before hours of work.
   *
   * @param report the report folder
   * @param overwrite whether a report that lies there may be replaced
   * @throws JobException exit code 20 when the folder holds something and must not be replaced
   */
  public void check(Path report, boolean overwrite) {
    try {
      FileSystem fs = report.getFileSystem(hadoop);
      if (!fs.exists(report)) {
        checkParent(fs, report);
        return;
      }
      if (!fs.getFileStatus(report).isDirectory()) {
        throw JobException.badConfiguration("--output %s is a file: must be a folder", report);
      }
      if (!overwrite && fs.listStatus(report).length > 0) {
        throw JobException.badConfiguration(
            "--output %s: exists already; give another folder or --overwrite", report);
      }
    } catch (IOException e) {
      throw unreachable(report, e);
    }
  }

  /** A folder can only be made where what lies above it is one. */
  private static void checkParent(FileSystem fs, Path folder) throws IOException {
    for (Path above = folder.getParent(); above != null; above = above.getParent()) {
      if (fs.exists(above)) {
        if (!fs.getFileStatus(above).isDirectory()) {
          throw JobException.badConfiguration(
              "--output %s: %s is a file: must be a folder", folder, above);
        }
        return;
      }
    }
  }

  /**
   * Writes the report; a report that lies there is replaced, other files beside it stay.
   *
   * @param report the report folder, made where it doesn't exist
   * @param overwrite whether a report that lies there may be replaced
   * @throws JobException exit code 20 when the folder holds something and must not be replaced;
   *     nothing is written then
   */
  public void write(ReportData data, Path report, boolean overwrite) {
    write(data, null, report, overwrite);
  }

  /**
   * Writes the report, and {@code ranks.csv} beside it.
   *
   * @param lists every query's first results, or null for none
   * @param report the report folder, made where it doesn't exist
   * @param overwrite whether a report that lies there may be replaced
   * @throws JobException as the other one
   */
  public void write(ReportData data, RankLists lists, Path report, boolean overwrite) {
    check(report, overwrite);
    Map<String, byte[]> files = render(data);
    try {
      FileSystem fs = report.getFileSystem(hadoop);
      fs.mkdirs(report);
      fs.delete(new Path(report, JSON), false);
      removeParts(fs, report);
      if (lists != null) {
        RankListFile.write(lists, data.protocol().name(), report, hadoop);
      }
    } catch (IOException e) {
      throw unreachable(report, e);
    }
    publish(report, files);
    Commit.publish(hadoop, new Path(report, JSON), ReportJson.write(data));
  }

  /**
   * Writes a comparison of models; one that lies there is replaced, other files beside it stay.
   *
   * @param data what the page shows
   * @param queries the outcomes of each query as CSV in UTF-8
   * @param folder the comparison's folder, made where it doesn't exist
   * @param overwrite whether a comparison that lies there may be replaced
   * @throws JobException exit code 20 when the folder holds something and must not be replaced;
   *     nothing is written then
   */
  public void write(Comparison data, byte[] queries, Path folder, boolean overwrite) {
    check(folder, overwrite);
    new ComparisonFolder(hadoop).write(data, queries, folder);
  }

  /**
   * Renders page and charts of a finished report again; {@code report.json} stays as it is.
   *
   * @param data what the folder's {@code report.json} says, or the part of it to be shown
   * @param report the report folder
   */
  public void renderAgain(ReportData data, Path report) {
    publish(report, render(data));
  }

  /** Page and charts, all in memory, so that a mistake in rendering leaves the folder untouched. */
  private static Map<String, byte[]> render(ReportData data) {
    ChartSet charts = ChartSet.of(data);
    Map<String, byte[]> files = new LinkedHashMap<>(charts.files());
    byte[] page = Page.render(data, charts).getBytes(StandardCharsets.UTF_8);
    files.put(HTML, PageSize.watched(HTML, page));
    return files;
  }

  /** Removes charts and rank lists: the new report may go without some of them. */
  private static void removeParts(FileSystem fs, Path report) throws IOException {
    for (FileStatus file : fs.listStatus(report)) {
      String name = file.getPath().getName();
      if (ChartSet.FILE_NAMES.contains(name) || RankListFile.NAME.equals(name)) {
        fs.delete(file.getPath(), false);
      }
    }
  }

  static JobException unreachable(Path file, IOException e) {
    return new JobException(
        ExitCode.INFRASTRUCTURE, "%s can't be reached: %s".formatted(file, e.getMessage()), e);
  }

  private void publish(Path report, Map<String, byte[]> files) {
    files.forEach((name, bytes) -> Commit.publish(hadoop, new Path(report, name), bytes));
  }

  /** A registry's history as one self-contained HTML page; every text from data is escaped. */
  public static String historyPage(org.histloss.report.history.HistoryReport report) {
    return HistoryPage.html(report);
  }

  /** Why data were refused as one self-contained HTML page, of the refusal's line. */
  public static String refusedPage(org.histloss.report.history.HistoryEntry line) {
    return RefusedPage.html(line);
  }
}
