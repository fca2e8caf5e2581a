package org.histloss.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.logging.Level;
import org.histloss.report.history.HistoryReport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.logging.LogType;

/** Opens a history in a real headless Chromium; skipped as {@link ReportBrowserIT} is. */
@Tag("browser")
@EnabledIf(
    value = "org.histloss.report.Browser#installedOrRequired",
    disabledReason = "no chromium and chromedriver on the PATH: nobody looks at the history")
class HistoryBrowserIT {
  @TempDir private static Path folder;

  private static Browser browser;

  @BeforeAll
  static void openBrowser() throws IOException {
    write("full", SampleHistories.of(24));
    write("one", SampleHistories.of(1));
    write("long", SampleHistories.of(400));
    write("refused", SampleHistories.refusedOnly());
    write("hostile", SampleHistories.hostile());
    browser = Browser.open();
  }

  @AfterAll
  static void closeBrowser() throws IOException {
    if (browser != null) {
      browser.close();
    }
  }

  @ParameterizedTest(name = "{0}, {1} px, dark: {2}")
  @CsvSource({
    "full,1280,false,9",
    "full,1280,true,9",
    "full,360,false,9",
    "full,360,true,9",
    "one,360,false,9",
    "long,360,false,9",
    "refused,360,false,0",
    "hostile,360,false,9"
  })
  void thePageIsQuietWholeAndFits(String name, int width, boolean dark, long charts) {
    browser.log(LogType.BROWSER);
    browser.log(LogType.PERFORMANCE);

    browser.show(page(name), width, dark);

    assertThat(browser.log(LogType.BROWSER))
        .filteredOn(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
        .isEmpty();
    assertThat(browser.requests()).containsExactly(page(name).toUri().toString());
    assertThat(browser.value("document.querySelectorAll('figure img').length")).isEqualTo(charts);
    assertThat(
            browser.value(
                "[...document.images].filter(i => !i.complete || i.naturalWidth == 0"
                    + " || !i.alt.trim()).length"))
        .isEqualTo(0L);
    assertThat(browser.value("document.documentElement.scrollWidth"))
        .isEqualTo(browser.value("document.documentElement.clientWidth"));
    new PageChecks(browser).headingsLandmarksAndTablesSayWhatTheyAre();
  }

  @ParameterizedTest
  @CsvSource({"1280,false", "1280,true", "360,true"})
  void everyTextStandsOutFromItsGround(int width, boolean dark) {
    browser.show(page("full"), width, dark);

    new PageChecks(browser).everyTextStandsOutFromItsGround(100);
  }

  private static void write(String name, HistoryReport report) throws IOException {
    Files.writeString(page(name), HistoryPage.html(report));
  }

  private static Path page(String name) {
    return folder.resolve(name + ".html");
  }
}
