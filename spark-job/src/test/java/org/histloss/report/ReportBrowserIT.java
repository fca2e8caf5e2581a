package org.histloss.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.logging.Level;
import org.apache.hadoop.conf.Configuration;
import org.histloss.report.Scores.Detail.OverDraws;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.logging.LogType;

/**
 * Opens the report in a real headless Chromium. Where none is installed the test is skipped, unless
 * the environment variable {@code CI} or the system property {@code histloss.browser.required=true}
 * says that it must run.
 */
@Tag("browser")
@EnabledIf(
    value = "org.histloss.report.Browser#installedOrRequired",
    disabledReason = "no chromium and chromedriver on the PATH: nobody looks at the report")
class ReportBrowserIT {
  @TempDir private static Path folder;

  private static Browser browser;

  @BeforeAll
  static void openBrowser() throws IOException {
    assertThat(Browser.installed()).as("chromium and chromedriver are on the PATH").isTrue();
    write("full", SampleReports.full(1));
    write("scores", SampleReports.scoresOnly());
    write("features", SampleReports.features(1));
    OverDraws draws = new OverDraws(100, 44, List.of(0.0312, 0.02, 0.0), 0.0149);
    write("draws", DrawsPageTest.withDraws(SampleReports.full(1), draws));
    browser = Browser.open();
  }

  @AfterAll
  static void closeBrowser() throws IOException {
    if (browser != null) {
      browser.close();
    }
  }

  @ParameterizedTest(name = "{0} report, {1} px, dark: {2}")
  @CsvSource({
    "full,1280,false",
    "full,1280,true",
    "full,360,false",
    "full,360,true",
    "scores,360,false",
    "features,360,true",
    "draws,360,false",
    "features,1280,false"
  })
  void thePageIsQuietWholeAndFits(String report, int width, boolean dark) {
    browser.log(LogType.BROWSER);
    browser.log(LogType.PERFORMANCE);

    browser.show(page(report), width, dark);

    assertThat(browser.log(LogType.BROWSER))
        .filteredOn(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
        .isEmpty();
    assertThat(browser.requests()).containsExactly(page(report).toUri().toString());
    assertThat(
            browser.value(
                "[...document.images].filter(i => !i.complete || i.naturalWidth == 0).length"))
        .isEqualTo(0L);
    assertThat(browser.value("window.innerWidth")).isEqualTo((long) width);
    assertThat(browser.value("document.documentElement.scrollWidth"))
        .isEqualTo(browser.value("document.documentElement.clientWidth"));
  }

  @Test
  void everyPartHasItsHeadingAndEveryPictureItsWords() {
    browser.show(page("full"), 1280, false);

    assertThat(texts("h1, h2"))
        .containsExactly(
            "Emoji-8, 3×32×32",
            "Scores on test identities",
            "How alike are the same and different identities?",
            "Queries and their first results",
            "Hardest identities",
            "Label suspects",
            "From camera to camera",
            "State of the embedding",
            "Training",
            "Details");
    assertThat(browser.value("document.images.length")).isEqualTo(138L);
    assertThat(browser.value("[...document.images].filter(i => !i.alt.trim()).length"))
        .isEqualTo(0L);
    assertThat(texts("nav a")).hasSize(9);
    assertThat(
            browser.value(
                "[...document.querySelectorAll('a')]"
                    + ".filter(a => !document.querySelector(a.getAttribute('href'))).length"))
        .isEqualTo(0L);
  }

  /** WCAG 2.1, 1.4.3: 4.5, or 3 for text of 24 px, bold of 18.66 px; of text as it is rendered. */
  @ParameterizedTest(name = "{0} report, {1} px, dark: {2}")
  @CsvSource({"full,1280,false", "full,1280,true", "full,360,true", "features,1280,false"})
  void everyTextStandsOutFromItsGround(String report, int width, boolean dark) {
    browser.show(page(report), width, dark);

    new PageChecks(browser).everyTextStandsOutFromItsGround(150);
  }

  @Test
  void headingsLandmarksAndTablesSayWhatTheyAre() {
    browser.show(page("full"), 1280, false);

    new PageChecks(browser).headingsLandmarksAndTablesSayWhatTheyAre();
    // The measure itself: the second of two ids is looked at as well.
    browser.value("document.querySelector('section').setAttribute('aria-describedby', 'h none')");
    assertThat(new PageChecks(browser).danglingIds()).isEqualTo(List.of("h", "none"));
  }

  @Test
  void theKeyboardReachesWhatScrollsAndSeesWhereItIs() {
    browser.show(page("full"), 360, false);

    new PageChecks(browser).theKeyboardReachesWhatScrollsAndSeesWhereItIs();
  }

  @Test
  void whereThereAreNoPicturesIdsStand() {
    browser.show(page("features"), 360, false);

    assertThat(count("main img:not(picture img)")).isEqualTo(0L);
    assertThat(count(".suspects .no-picture")).isEqualTo(48L);
    assertThat(count(".hard .no-picture")).isEqualTo(11L);
    assertThat(
            browser.value(
                "[...document.querySelectorAll('.no-picture')]"
                    + ".filter(e => !e.textContent.trim()).length"))
        .isEqualTo(0L);
  }

  private static Object count(String selector) {
    return browser.value("document.querySelectorAll('" + selector + "').length");
  }

  @Test
  void aDarkOrNarrowScreenGetsItsOwnCharts() {
    String chosen = "document.querySelector('figure img').currentSrc";
    browser.show(page("full"), 1280, false);
    Object wide = browser.value(chosen);
    browser.show(page("full"), 1280, true);
    Object wideDark = browser.value(chosen);
    browser.show(page("full"), 360, false);
    Object narrow = browser.value(chosen);
    assertThat(browser.value("document.querySelector('figure img').naturalWidth")).isEqualTo(656L);
    browser.show(page("full"), 360, true);

    assertThat(List.of(wide, wideDark, narrow, browser.value(chosen))).doesNotHaveDuplicates();
  }

  @Test
  void hostileIdsStayText() throws IOException {
    String hostile = "<img src=x onerror=alert(1)>\"'é猫";
    Rankings.Sample sample = new Rankings.Sample(hostile, hostile, hostile, null);
    Rankings.Result result = new Rankings.Result(sample, 0.5, false);
    Rankings rankings =
        new Rankings(List.of(new Rankings.Query(sample, 0.5, 1, List.of(result))), null);
    write(
        "hostile",
        ReportData.builder(hostile, SampleReports.protocol()).rankings(rankings).build());
    browser.log(LogType.BROWSER);
    browser.log(LogType.PERFORMANCE);

    browser.show(page("hostile"), 360, false);

    assertThat(texts("h1, h4")).containsExactly(hostile, hostile);
    assertThat(browser.value("document.images.length")).isEqualTo(0L);
    assertThat(browser.value("document.documentElement.scrollWidth")).isEqualTo(360L);
    assertThat(browser.log(LogType.BROWSER)).isEmpty();
    assertThat(browser.requests()).containsExactly(page("hostile").toUri().toString());
  }

  @Test
  void thePageUnfoldsItsDetailsOnPaper() {
    browser.show(page("full"), 1280, false);

    new PageChecks(browser).thePageUnfoldsItsDetailsOnPaper();
  }

  @Test
  void onPaperNothingSticksOutOfTheSheet() {
    browser.show(page("full"), 710, false);

    new PageChecks(browser).onPaperNothingSticksOutOfTheSheet();
  }

  /** A chart that is cut has a part on each of two sheets, and is drawn on both. */
  @Test
  void onPaperEveryChartIsOnOneSheet() throws IOException {
    browser.show(page("full"), 1280, false);

    PrintedPictures printed = PrintedPictures.of(browser.pdf());

    assertThat(printed.sheets()).isGreaterThan(3);
    assertThat(printed.wide(1280)).hasSize(7).allMatch(sheets -> sheets.size() == 1);
    assertThat(printed.wide(32)).hasSizeGreaterThan(30).allMatch(sheets -> !sheets.isEmpty());
    // The measure itself: a picture that is taller than a sheet is seen to be cut.
    browser.value("document.querySelector('figure img').style.height = '400mm'");
    assertThat(PrintedPictures.of(browser.pdf()).wide(1280))
        .filteredOn(sheets -> sheets.size() > 1)
        .hasSize(1);
  }

  @SuppressWarnings("unchecked")
  private static List<String> texts(String selector) {
    return (List<String>)
        browser.value(
            "[...document.querySelectorAll('" + selector + "')].map(e => e.textContent.trim())");
  }

  private static void write(String name, ReportData data) {
    new ReportWriter(new Configuration())
        .write(data, new org.apache.hadoop.fs.Path(folder.toString(), name), false);
  }

  private static Path page(String name) {
    return folder.resolve(name).resolve(ReportWriter.HTML);
  }
}
