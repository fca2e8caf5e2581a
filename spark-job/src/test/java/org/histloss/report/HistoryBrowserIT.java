package org.histloss.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.logging.Level;
import org.histloss.report.history.HistoryReport;
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
    write("bare", SampleHistories.bare());
    write("empty", new HistoryReport("r", null, null, List.of(), List.of()));
    write("hostile", SampleHistories.hostile());
    Files.writeString(page("stopped"), RefusedPage.html(SampleHistories.stopped("1a2b3c4d")));
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
    "full,1280,false,8",
    "full,1280,true,8",
    "full,360,false,8",
    "full,360,true,8",
    "one,360,false,8",
    "long,360,false,8",
    "refused,360,false,0",
    "hostile,360,false,8",
    "stopped,1280,false,0",
    "stopped,360,true,0",
    "bare,360,true,0",
    "empty,360,false,0"
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

  @ParameterizedTest
  @CsvSource({"1280,false", "360,true"})
  void everyTextAboutRefusedDataStandsOut(int width, boolean dark) {
    browser.show(page("stopped"), width, dark);

    new PageChecks(browser).everyTextStandsOutFromItsGround(30);
  }

  @Test
  void everyPartHasItsHeadingAndLinksLead() {
    browser.show(page("full"), 1280, false);

    assertThat(texts("h1, h2"))
        .containsExactly(
            "hdfs:///models/emoji",
            "Scores over the runs",
            "What the last run was held against",
            "Similarities over the last runs",
            "Anchors whose neighbours changed most",
            "Neighbours, drift and cost over the runs",
            "All entries");
    assertThat(
            browser.value(
                "[...document.querySelectorAll('a')]"
                    + ".filter(a => !document.querySelector(a.getAttribute('href'))).length"))
        .isEqualTo(0L);
    // An anchor and its ten neighbours before and after have pictures, of the other ids stand.
    assertThat(browser.value("document.querySelectorAll('.query img').length")).isEqualTo(21L);
    assertThat(browser.value("document.querySelectorAll('.query .no-picture').length"))
        .isEqualTo(21L);
  }

  /** Each small picture has both hills, as high as they should be, within its frame. */
  @ParameterizedTest
  @CsvSource({"full,1280,12", "full,360,12", "one,360,1"})
  void theHillsAreDrawn(String name, int width, long pictures) {
    browser.show(page(name), width, false);

    assertThat(browser.value("document.querySelectorAll('.hills svg').length")).isEqualTo(pictures);
    assertThat(
            browser.value(
                "[...document.querySelectorAll('.hills path')].filter(p =>"
                    + " p.getBBox().height > 30 && p.getBBox().height <= 50"
                    + " && p.getBBox().width == 100).length"))
        .isEqualTo(2 * pictures);
    assertThat(
            browser.value(
                "new Set([...document.querySelectorAll('.hills path')]"
                    + ".map(p => getComputedStyle(p).strokeDasharray)).size"))
        .isEqualTo(2L);
  }

  /** The small pictures have no file: only a browser draws them. */
  @ParameterizedTest
  @CsvSource({"1280,false", "1280,true", "360,false", "360,true"})
  void bothHillsOfEachRunAreDrawnInTheirColours(int width, boolean dark) {
    browser.show(page("full"), width, dark);

    Palette palette = dark ? Palette.DARK : Palette.LIGHT;
    assertThat(hills("same")).isEqualTo(drawn(palette.same));
    assertThat(hills("different")).isEqualTo(drawn(palette.different));
  }

  /** How many hills there are that are no flat line, and their colours. */
  private static Object hills(String kind) {
    String shown = "[...document.querySelectorAll('.hills ." + kind + "')]";
    return browser.value(
        "%s.filter(p => p.getBoundingClientRect().height > 30).length + ' of '".formatted(shown)
            + " + [...new Set(%s.map(p => getComputedStyle(p).stroke + ' on '".formatted(shown)
            + " + getComputedStyle(p).fill))]");
  }

  private static String drawn(Color color) {
    String rgb = "rgb(%d, %d, %d)".formatted(color.getRed(), color.getGreen(), color.getBlue());
    return "12 of %s on %s".formatted(rgb, rgb);
  }

  @Test
  void aDarkOrNarrowScreenGetsItsOwnCharts() {
    String chosen = "document.querySelector('figure img').currentSrc";
    String hill = "getComputedStyle(document.querySelector('.hills path')).stroke";
    browser.show(page("full"), 1280, false);
    List<Object> light = List.of(browser.value(chosen), browser.value(hill));
    browser.show(page("full"), 1280, true);
    List<Object> dark = List.of(browser.value(chosen), browser.value(hill));
    browser.show(page("full"), 360, false);

    assertThat(light).doesNotContainAnyElementsOf(dark);
    assertThat(List.of(light.get(0), dark.get(0), browser.value(chosen))).doesNotHaveDuplicates();
  }

  @Test
  void hostileTextStaysText() {
    browser.show(page("hostile"), 360, false);

    assertThat(browser.value("document.querySelectorAll('img[src=x]').length")).isEqualTo(0L);
    assertThat(texts(".full .why bdi")).contains(SampleHistories.HOSTILE);
  }

  @Test
  void theKeyboardReachesWhatScrollsAndSeesWhereItIs() {
    browser.show(page("full"), 360, false);

    new PageChecks(browser).theKeyboardReachesWhatScrollsAndSeesWhereItIs();
  }

  @Test
  void thePageUnfoldsItsDetailsOnPaper() {
    browser.show(page("full"), 1280, false);

    new PageChecks(browser).thePageUnfoldsItsDetailsOnPaper();
  }

  @ParameterizedTest
  @ValueSource(strings = {"full", "hostile"})
  void onPaperNothingSticksOutOfTheSheet(String name) {
    browser.show(page(name), 710, false);

    new PageChecks(browser).onPaperNothingSticksOutOfTheSheet();
  }

  @Test
  void onPaperEveryChartIsOnOneSheet() throws IOException {
    browser.show(page("full"), 1280, false);

    PrintedPictures printed = PrintedPictures.of(browser.pdf());

    assertThat(printed.sheets()).isGreaterThan(2);
    assertThat(printed.wide(1280)).hasSize(8).allMatch(sheets -> sheets.size() == 1);
  }

  @SuppressWarnings("unchecked")
  private static List<String> texts(String selector) {
    return (List<String>)
        browser.value(
            "[...document.querySelectorAll('" + selector + "')].map(e => e.textContent.trim())");
  }

  private static void write(String name, HistoryReport report) throws IOException {
    Files.writeString(page(name), HistoryPage.html(report));
  }

  private static Path page(String name) {
    return folder.resolve(name + ".html");
  }
}
