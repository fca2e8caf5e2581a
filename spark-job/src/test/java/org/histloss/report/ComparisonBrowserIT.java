package org.histloss.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.logging.Level;
import org.apache.hadoop.conf.Configuration;
import org.histloss.report.comparison.Comparison;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.logging.LogType;

/** Opens a comparison in a real headless Chromium; skipped as {@link ReportBrowserIT} is. */
@Tag("browser")
@EnabledIf(
    value = "org.histloss.report.Browser#installedOrRequired",
    disabledReason = "no chromium and chromedriver on the PATH: nobody looks at the comparison")
class ComparisonBrowserIT {
  @TempDir private static Path folder;

  private static Browser browser;

  @BeforeAll
  static void openBrowser() throws IOException {
    assertThat(Browser.installed()).as("chromium and chromedriver are on the PATH").isTrue();
    write("two", SampleComparisons.full(2));
    write("four", SampleComparisons.full(4));
    write("features", SampleComparisons.withoutPictures());
    write("hostile", SampleComparisons.named("<img src=x onerror=alert(1)>\"'é猫".repeat(3)));
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
    "two,1280,false",
    "two,1280,true",
    "two,360,false",
    "two,360,true",
    "four,360,false",
    "four,1280,false",
    "features,360,false",
    "hostile,360,false"
  })
  void thePageIsQuietWholeAndFits(String name, int width, boolean dark) {
    browser.log(LogType.BROWSER);
    browser.log(LogType.PERFORMANCE);

    browser.show(page(name), width, dark);

    assertThat(browser.log(LogType.BROWSER))
        .filteredOn(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
        .isEmpty();
    assertThat(browser.requests()).containsExactly(page(name).toUri().toString());
    assertThat(
            browser.value(
                "[...document.images].filter(i => !i.complete || i.naturalWidth == 0).length"))
        .isEqualTo(0L);
    assertThat(browser.value("document.documentElement.scrollWidth"))
        .isEqualTo(browser.value("document.documentElement.clientWidth"));
  }

  @Test
  void everyPartHasItsHeadingItsChartAndItsPictures() {
    browser.show(page("two"), 1280, false);

    assertThat(texts("h1, h2"))
        .containsExactly(
            "Emoji-8, 3×32×32",
            "Scores on test identities",
            "Is the difference more than chance?",
            "How alike are the same and different identities?",
            "Queries that B ranks better than A",
            "Queries that A ranks better than B",
            "Details");
    // A chart, and six queries with eight results by either model.
    assertThat(browser.value("document.images.length")).isEqualTo(1 + 6 * (1 + 2 * 8L));
    assertThat(browser.value("[...document.images].filter(i => !i.alt.trim()).length"))
        .isEqualTo(0L);
    assertThat(
            browser.value(
                "[...document.querySelectorAll('a')]"
                    + ".filter(a => !document.querySelector(a.getAttribute('href'))).length"))
        .isEqualTo(0L);
    assertThat(browser.value("document.querySelectorAll('.plot').length")).isEqualTo(2L);
  }

  @Test
  void theIntervalIsDrawnWhereItLies() {
    browser.show(page("two"), 1280, false);

    String middle =
        "(b => b.left + b.width / 2)(document.querySelectorAll('.plot')[%d].getBoundingClientRect())";
    String left = "document.querySelectorAll('.stretch')[%d].getBoundingClientRect().left";
    String right = "document.querySelectorAll('.stretch')[%d].getBoundingClientRect().right";
    // mAP +0.04 to +2.20 lies right of zero, R@1 −0.30 to +4.00 on both sides.
    assertThat(number(left, 0)).isGreaterThan(number(middle, 0));
    assertThat(number(left, 1)).isLessThan(number(middle, 1));
    assertThat(number(right, 1)).isGreaterThan(number(right, 0));
  }

  private static double number(String expression, int index) {
    return ((Number) browser.value(expression.formatted(index))).doubleValue();
  }

  @Test
  void aDarkOrNarrowScreenGetsItsOwnChart() {
    String chosen = "document.querySelector('figure img').currentSrc";
    browser.show(page("two"), 1280, false);
    Object wide = browser.value(chosen);
    browser.show(page("two"), 1280, true);
    Object wideDark = browser.value(chosen);
    browser.show(page("two"), 360, false);

    assertThat(List.of(wide, wideDark, browser.value(chosen))).doesNotHaveDuplicates();
  }

  /** As {@link ReportBrowserIT} has it. */
  @ParameterizedTest(name = "{0}, {1} px, dark: {2}")
  @CsvSource({"two,1280,false", "two,1280,true", "four,360,true", "features,1280,false"})
  void everyTextStandsOutFromItsGround(String name, int width, boolean dark) {
    browser.show(page(name), width, dark);

    new PageChecks(browser).everyTextStandsOutFromItsGround(100);
  }

  @ParameterizedTest
  @ValueSource(strings = {"two", "four"})
  void headingsLandmarksAndTablesSayWhatTheyAre(String name) {
    browser.show(page(name), 1280, false);

    new PageChecks(browser).headingsLandmarksAndTablesSayWhatTheyAre();
  }

  @Test
  void theKeyboardReachesWhatScrollsAndSeesWhereItIs() {
    // At 360 px everything fits.
    browser.show(page("four"), 200, false);

    new PageChecks(browser).theKeyboardReachesWhatScrollsAndSeesWhereItIs();
  }

  @Test
  void thePageUnfoldsItsDetailsOnPaper() {
    browser.show(page("two"), 1280, false);

    new PageChecks(browser).thePageUnfoldsItsDetailsOnPaper();
  }

  @ParameterizedTest
  @ValueSource(strings = {"two", "four"})
  void onPaperNothingSticksOutOfTheSheet(String name) {
    browser.show(page(name), 710, false);

    new PageChecks(browser).onPaperNothingSticksOutOfTheSheet();
  }

  @Test
  void onPaperEveryChartIsOnOneSheet() throws IOException {
    browser.show(page("four"), 1280, false);

    PrintedPictures printed = PrintedPictures.of(browser.pdf());

    assertThat(printed.sheets()).isGreaterThan(3);
    assertThat(printed.wide(1280)).hasSize(3).allMatch(sheets -> sheets.size() == 1);
    assertThat(printed.wide(32)).hasSizeGreaterThan(10).allMatch(sheets -> !sheets.isEmpty());
  }

  @SuppressWarnings("unchecked")
  private static List<String> texts(String selector) {
    return (List<String>)
        browser.value(
            "[...document.querySelectorAll('" + selector + "')].map(e => e.textContent.trim())");
  }

  private static void write(String name, Comparison data) {
    new ReportWriter(new Configuration())
        .write(data, new byte[0], new org.apache.hadoop.fs.Path(folder.toString(), name), false);
  }

  private static Path page(String name) {
    return folder.resolve(name).resolve(ReportWriter.COMPARISON_HTML);
  }
}
