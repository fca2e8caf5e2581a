package org.histloss.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RefusedPageTest {
  private static final String PAGE = RefusedPage.html(SampleHistories.stopped("1a2b3c4d"));

  @Test
  void saysFirstWhatHappened() {
    assertThat(PAGE)
        .containsSubsequence(
            "version 1a2b3c4d",
            "Nothing was trained: 2 of 3 limits are broken. Champion 000007-0badcafe stays.",
            "2026-01-08 02:00 UTC",
            "<strong>Alarm:</strong> <bdi>drift of input brightness: PSI 0.41",
            "<strong>12,345</strong>",
            "56 new since the last run");
  }

  @Test
  void everyLimitHasItsValueItsRuleAndWhetherItIsMet() {
    assertThat(PAGE)
        .contains(
            "<bdi>12,345</bdi></td><td><bdi>at least 1 (retrain.limits.min-samples)</bdi></td>"
                + "<td class=\"outcome\">✓ yes</td>")
        .contains(
            "<bdi>38.20 %</bdi></td><td><bdi>at most 10.00 % (retrain.limits.max-shrink)</bdi></td>"
                + "<td class=\"outcome broken\">✗ no</td>");
  }

  @Test
  void everyStatisticHasItsDrift() {
    assertThat(PAGE)
        .contains(
            "<bdi>input brightness</bdi></th><td class=\"number\">0.412</td>"
                + "<td class=\"number\">23.1\u00a0%</td>",
            "<bdi>input contrast</bdi></th><td class=\"number\">0.012</td>");
  }

  @Test
  void onlyWhatIsBrokenIsAdvisedOn() {
    assertThat(PAGE)
        .contains("Samples of the last run are gone.", "The inputs look different")
        .contains("--set retrain.limits.max-shrink=…")
        .doesNotContain("everything had arrived");
  }

  @Test
  void hostileTextIsEscaped() {
    assertThat(RefusedPage.html(SampleHistories.stopped("<img src=x onerror=alert(1)>")))
        .doesNotContain("<img")
        .contains("&lt;img src=x onerror");
  }
}
