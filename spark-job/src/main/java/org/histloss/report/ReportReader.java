package org.histloss.report;

import java.io.FileNotFoundException;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import org.histloss.dataset.ExitCode;
import org.histloss.dataset.JobException;

/** Reads the report that a folder holds. */
public final class ReportReader {
  private ReportReader() {}

  /**
   * Reads {@code report.json}, the folder's marker.
   *
   * @param report the report folder
   * @throws JobException exit code 21 when it holds no finished report of this format version
   */
  public static ReportData read(Path report, Configuration hadoop) {
    Path json = new Path(report, ReportWriter.JSON);
    try (FSDataInputStream in = json.getFileSystem(hadoop).open(json)) {
      return ReportJson.read(in.readAllBytes(), json.toString());
    } catch (FileNotFoundException e) {
      throw new JobException(ExitCode.BAD_DATA, noReport(report, json, hadoop), e);
    } catch (IOException e) {
      throw ReportWriter.unreachable(json, e);
    }
  }

  private static String noReport(Path report, Path json, Configuration hadoop) {
    Path comparison = new Path(report, ReportWriter.COMPARISON_JSON);
    try {
      return comparison.getFileSystem(hadoop).exists(comparison)
          ? report + " holds a comparison: must be a report's folder"
          : "%s: no such file: %s is no finished report".formatted(json, report);
    } catch (IOException e) {
      throw ReportWriter.unreachable(comparison, e);
    }
  }
}
