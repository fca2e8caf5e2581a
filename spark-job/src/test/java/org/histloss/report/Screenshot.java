package org.histloss.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;

/**
 * Takes a picture of any report page, or prints it; {@code docs/screenshot} calls it.
 *
 * <p>Arguments: the page ({@code sample} draws a synthetic report, {@code comparison} a comparison,
 * {@code history} a history, {@code refused} refused data), the picture (a name that ends in {@code
 * .pdf} prints), the width in CSS pixels, and {@code light} or {@code dark}.
 */
final class Screenshot {
  private Screenshot() {}

  public static void main(String[] arguments) throws IOException {
    Path page =
        switch (arguments[0]) {
          case "sample" -> sample();
          case "comparison" -> comparison();
          case "history" -> history();
          case "refused" -> refused();
          default -> Path.of(arguments[0]).toAbsolutePath();
        };
    Path picture = Path.of(arguments[1]);
    try (Browser browser = Browser.open()) {
      browser.show(page, Integer.parseInt(arguments[2]), arguments[3].equals("dark"));
      boolean print = arguments[1].endsWith(".pdf");
      Files.write(picture, print ? browser.pdf() : browser.screenshot());
    }
  }

  private static Path sample() throws IOException {
    Path folder = Files.createTempDirectory("histloss-sample-report-");
    ReportData data = SampleReports.full(1);
    Files.writeString(folder.resolve("report.html"), Page.render(data, ChartSet.of(data)));
    return folder.resolve("report.html");
  }

  private static Path history() throws IOException {
    Path page = Files.createTempDirectory("histloss-sample-history-").resolve("history.html");
    return Files.writeString(page, HistoryPage.html(SampleHistories.of(24)));
  }

  private static Path refused() throws IOException {
    Path page = Files.createTempDirectory("histloss-sample-refusal-").resolve("refused.html");
    return Files.writeString(page, RefusedPage.html(SampleHistories.stopped("1a2b3c4d")));
  }

  private static Path comparison() throws IOException {
    Path folder = Files.createTempDirectory("histloss-sample-comparison-");
    new ReportWriter(new Configuration())
        .write(
            SampleComparisons.full(2),
            new byte[0],
            new org.apache.hadoop.fs.Path(folder.toString()),
            true);
    return folder.resolve(ReportWriter.COMPARISON_HTML);
  }
}
