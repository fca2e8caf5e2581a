package org.histloss.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.openqa.selenium.Keys;

/** What every page has to hold to, of the page that a browser shows. */
record PageChecks(Browser browser) {

  /** Levels without a gap, one h1, the landmarks, and names for sections, tables and columns. */
  void headingsLandmarksAndTablesSayWhatTheyAre() {
    assertThat(
            browser.value(
                "[...document.querySelectorAll('h1,h2,h3,h4')].map(h => +h.tagName[1])"
                    + ".filter((level, i, all) => i > 0 && level > all[i - 1] + 1).length"))
        .isEqualTo(0L);
    assertThat(count("h1")).isEqualTo(1L);
    assertThat(count("header, main, nav, footer")).isEqualTo(4L);
    assertThat(count("section:not([aria-labelledby])")).isEqualTo(0L);
    assertThat(count("table:not(:has(> caption))")).isEqualTo(0L);
    assertThat(count("th:not([scope])")).isEqualTo(0L);
    assertThat(count("[id]"))
        .isEqualTo(
            browser.value("new Set([...document.querySelectorAll('[id]')].map(e => e.id)).size"));
    assertThat(danglingIds()).asInstanceOf(InstanceOfAssertFactories.LIST).isEmpty();
  }

  /** Ids that names and descriptions refer to, any of several, and that no element has. */
  Object danglingIds() {
    return browser.value(
        "[...document.querySelectorAll('[aria-labelledby],[aria-describedby]')]"
            + ".flatMap(e => ['aria-labelledby', 'aria-describedby']"
            + ".filter(name => e.hasAttribute(name))"
            + ".flatMap(name => e.getAttribute(name).trim().split(/\\s+/)))"
            + ".filter(id => !document.getElementById(id))");
  }

  /** On a narrow screen: what scrolls can be focused and has a name, and the first stop skips. */
  void theKeyboardReachesWhatScrollsAndSeesWhereItIs() {
    assertThat(
            browser.value(
                "[...document.querySelectorAll('main *')].filter(e =>"
                    + " e.scrollWidth > e.clientWidth + 1"
                    + " && ['auto', 'scroll'].includes(getComputedStyle(e).overflowX))"
                    + ".map(e => e.tabIndex + '/' + (e.getAttribute('role') || e.tagName)"
                    + " + '/' + (e.hasAttribute('aria-labelledby')"
                    + " || e.hasAttribute('aria-label')))"))
        .asInstanceOf(InstanceOfAssertFactories.LIST)
        .isNotEmpty()
        .isSubsetOf("0/region/true", "0/OL/true");
    browser.press(Keys.TAB);
    assertThat(browser.value("document.activeElement.className")).isEqualTo("skip");
    assertThat(browser.value("document.activeElement.getBoundingClientRect().left >= 0"))
        .isEqualTo(true);
    assertThat(browser.value("getComputedStyle(document.activeElement).outlineStyle"))
        .isEqualTo("solid");
    browser.press(Keys.ENTER);
    assertThat(browser.value("document.activeElement.id")).isEqualTo("main");
  }

  /** On paper details are unfolded. */
  void thePageUnfoldsItsDetailsOnPaper() {
    String height = "document.querySelector('details').getBoundingClientRect().height";
    double folded = ((Number) browser.value(height)).doubleValue();
    browser.print();

    assertThat(((Number) browser.value(height)).doubleValue()).isGreaterThan(2 * folded);
  }

  /** A letter sheet within its margins is 710 px wide, and so is the browser. */
  void onPaperNothingSticksOutOfTheSheet() {
    browser.print();

    assertThat(browser.value("document.documentElement.scrollWidth")).isEqualTo(710L);
    assertThat(
            browser.value(
                "[...document.querySelectorAll('.wide')]"
                    + ".filter(e => e.scrollWidth > e.clientWidth + 1)"
                    + ".map(e => e.textContent.trim().slice(0, 40))"))
        .asInstanceOf(InstanceOfAssertFactories.LIST)
        .isEmpty();
  }

  /** Every text is legible, details included. */
  void everyTextStandsOutFromItsGround(int texts) {
    browser.value("document.querySelectorAll('details').forEach(d => d.open = true)");

    Contrast contrast = Contrast.of(browser);

    assertThat(contrast.texts()).isGreaterThan(texts);
    assertThat(contrast.faint()).isEmpty();
  }

  private Object count(String selector) {
    return browser.value("document.querySelectorAll('" + selector + "').length");
  }
}
