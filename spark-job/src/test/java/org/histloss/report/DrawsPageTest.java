package org.histloss.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.histloss.report.Scores.Detail.OverDraws;
import org.junit.jupiter.api.Test;

/** What the page says of scores that are means over draws. */
class DrawsPageTest {

  private static String page(OverDraws draws) {
    Scores.Detail detail = new Scores.Detail(null, 3, null, null, 0, null, draws, null);
    ReportData data =
        ReportData.builder("t", SampleReports.protocol())
            .recallAt(List.of(1, 2, 3))
            .test(new Scores(0.5, 1, 1, 0.4, 3, 0L, 3, List.of(0.5, 0.75, 1.0), detail))
            .build();
    ReportData stored = ReportJson.read(ReportJson.write(data), "report.json");
    return Page.render(stored, ChartSet.of(stored));
  }

  @Test
  void eachScoreStandsOverItsSpread() {
    assertThat(page(new OverDraws(100, 44, List.of(0.0312, 0.02, 0.0), 0.0149)))
        .contains(
            "<td>50.0\n±\u00a03.1</td><td>75.0\n±\u00a02.0</td><td>100.0\n±\u00a00.0</td>"
                + "<td>40.0\n±\u00a01.5</td>")
        .contains(
            "Means ± standard deviations over 100 draws. mAP is the mean reciprocal rank here.")
        .contains("left out of all draws: 44.");
  }

  /** Each part that one draw alone was looked at for says so itself. */
  @Test
  void partsThatAreOfTheFirstDrawSaySo() {
    String note = "<p class=\"note\">From the first draw only: one query and one gallery sample";
    ReportData full = SampleReports.full(1);
    String page = page(withDraws(full, new OverDraws(100, 0, List.of(0.01), 0.01)));

    for (String part : List.of("examples", "hardest", "suspects", "cameras")) {
      String section = page.substring(page.indexOf("<section id=\"" + part + "\""));
      assertThat(section.substring(0, section.indexOf("</section>"))).as(part).contains(note);
    }
    assertThat(page.split(note, -1)).hasSize(1 + 4);
    assertThat(page)
        .contains("the table of cameras and ranks.csv are of the first draw only.")
        .contains("Other draws would show others");
    assertThat(page(full)).doesNotContain("first draw");
  }

  static ReportData withDraws(ReportData data, OverDraws draws) {
    Scores scores = data.test();
    Scores.Detail detail = new Scores.Detail(null, 3, null, null, 0, null, draws, null);
    return ReportData.builder(data.title(), data.protocol())
        .test(
            new Scores(
                scores.recallAt1(),
                scores.recallAt5(),
                scores.recallAt10(),
                scores.meanAveragePrecision(),
                3,
                0L,
                3,
                scores.cmc(),
                detail))
        .rankings(data.rankings())
        .findings(data.findings())
        .build();
  }

  private static String page(ReportData data) {
    return Page.render(data, ChartSet.of(data));
  }

  @Test
  void drawsThatAreAllAlikeAreSaidToBe() {
    assertThat(page(new OverDraws(100, 0, List.of(0.0, 0.0, 0.0), 0.0)))
        .contains("Means over 100 draws, which all gave the same scores.")
        .contains("<td>50.0</td><td>75.0</td><td>100.0</td><td>40.0</td>")
        .doesNotContain("±");
    assertThat(page(withDraws(SampleReports.full(1), new OverDraws(100, 0, List.of(0.0), 0.0))))
        .contains("sample of each identity; all other draws gave the same scores.</p>")
        .doesNotContain("Other draws would show others");
  }

  @Test
  void oneDrawHasNoSpread() {
    assertThat(page(new OverDraws(1, 0, null, null)))
        .contains("<td>50.0</td><td>75.0</td><td>100.0</td><td>40.0</td>")
        .contains("One draw was made, so that no spread is known.");
  }

  @Test
  void otherProtocolsSayNothingOfDraws() {
    assertThat(page((OverDraws) null))
        .contains("<td>50.0</td>")
        .doesNotContain("±", "draw ", "draws");
  }
}
