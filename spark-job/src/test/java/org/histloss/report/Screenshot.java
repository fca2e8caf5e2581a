package org.histloss.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Takes a picture of any report page, or prints it; {@code docs/screenshot} calls it.
 *
 * <p>Arguments: the page ({@code sample} draws a synthetic report), the picture (a name that ends
 * in {@code .pdf} prints), the width in CSS pixels, and {@code light} or {@code dark}.
 */
final class Screenshot {
  private Screenshot() {}

  public static void main(String[] arguments) throws IOException {
    Path page = arguments[0].equals("sample") ? sample() : Path.of(arguments[0]).toAbsolutePath();
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
}
