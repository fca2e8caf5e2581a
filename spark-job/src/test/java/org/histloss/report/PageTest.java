package org.histloss.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.histloss.report.ChartStyle.Size;
import org.histloss.report.ReportData.Protocol;
import org.histloss.report.TrainingHistory.Phase;
import org.histloss.report.TrainingHistory.Round;
import org.histloss.report.findings.CameraTable;
import org.histloss.report.findings.Findings;
import org.histloss.report.findings.HardIdentity;
import org.junit.jupiter.api.Test;

class PageTest {
  private static final String HOSTILE = "<script>alert('x')</script>\" onerror=\"é\u202e猫&amp;";
  private static final ChartStyle DRAWN = new ChartStyle(Palette.LIGHT, Size.WIDE, true);
  private static final String ESCAPED =
      "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&quot; onerror=&quot;é\u202e猫&amp;amp;";

  @Test
  void theScoresStandBesideTheirBaselines() {
    String page = page(SampleReports.full(1));

    assertThat(page)
        .contains(
            "For 55.3\u00a0% of 4,785 test queries the first result shows the right identity"
                + " (95\u00a0% confidence: 52.7 to 58.0\u00a0%), against 34.8\u00a0% before training and 36.0\u00a0% with raw pixels. mAP is 33.2\u00a0% (95\u00a0% confidence: 31.2 to 35.2\u00a0%).")
        .contains("<td>55.3</td><td>74.6</td><td>80.0</td><td>33.2</td>")
        .contains("4,785 queries (12 more skipped, with nothing right to find), 4,797 gallery")
        .contains("+19.3 points against raw pixels")
        .contains(
            "this model&#39;s R@1 lies at 52.7 to 58.0\u00a0% and its mAP at 31.2 to 35.2\u00a0%: 718"
                + " identities redrawn 2,000 times")
        .contains(
            "For 31 queries a wrong result is exactly as similar as a right one: by the order of ties"
                + " R@1 lies between 55.00 and 55.50\u00a0%, mAP lies between 33.00 and 33.30\u00a0%.")
        .contains("<th scope=\"col\">mINP</th>")
        .contains("<td>32.2</td><td>8.3</td><td>28.2</td><td>23.2</td><td>54.1</td><td>32.4</td>")
        .contains("2026-01-31 14:05 UTC");
  }

  @Test
  void ranksBeyondTheGalleryAreSaid() {
    ReportData report =
        ReportData.builder("t", new Protocol("cross-camera", null, null))
            .recallAt(List.of(1, 10))
            .test(new Scores(0.5, 1, 1, 0.75, 4, 0L, 2, List.of(0.5, 1.0), null))
            .build();

    assertThat(page(report))
        .contains("R@10: the gallery holds 2 samples, so that nothing more is found beyond rank 2.")
        .doesNotContain("more skipped");
    assertThat(page(SampleReports.full(1))).doesNotContain("nothing more is found");
  }

  @Test
  void aReportOfAnotherSplitSaysSo() {
    ReportData validation =
        ReportData.builder("t", new Protocol("cross-camera", null, null))
            .split("val")
            .test(SampleReports.scores(0.5, 0.3))
            .similarities(SampleReports.similarities())
            .build();

    assertThat(page(validation))
        .contains("4,785 validation queries the first result")
        .contains("Scores on validation identities")
        .contains("Similarities of pairs of validation samples.")
        .doesNotContain(" test ");
    assertThat(SimilarityChart.of(validation).get(0).drawing().apply(DRAWN).getTitle())
        .isEqualTo("Similarities of validation pairs, before training\nProtocol: cross-camera");
    assertThat(Headline.of("train", SampleReports.scores(0.5, 0.3), null, null))
        .contains("4,785 training queries");
  }

  @Test
  void boundsOfTiesThatReadAlikeAreLeftOut() {
    assertThat(ties(0.5, 0.5, 0.34271, 0.34274))
        .endsWith("one, which moves neither R@1 nor mAP by more than 0.01 points.");
    assertThat(ties(0.4, 0.5, 0.34271, 0.34274))
        .endsWith(": by the order of ties R@1 lies between 40.00 and 50.00\u00a0%.");
    assertThat(ties(0.5, 0.5, 0.3427, 0.3429))
        .endsWith(": by the order of ties mAP lies between 34.27 and 34.29\u00a0%.");
  }

  private static String ties(double first, double firstAtBest, double precision, double atBest) {
    return ScorePart.ties(
        new Scores.Detail.Ties(
            3,
            Map.of("recall@1", firstAtBest, "mAP", atBest),
            Map.of("recall@1", first, "mAP", precision)),
        "");
  }

  @Test
  void whatComesFromDataIsEscapedEverywhere() {
    Rankings.Sample sample = new Rankings.Sample(HOSTILE, HOSTILE, HOSTILE, null);
    Rankings.Sample pictured = Rankings.Sample.of("i", HOSTILE, HOSTILE, drawing(32));
    Rankings.Query query =
        new Rankings.Query(sample, 0.5, 3, List.of(new Rankings.Result(pictured, 0.5, true)));
    Map<String, String> entries = Map.of(HOSTILE, HOSTILE);
    ReportData data =
        ReportData.builder(HOSTILE, new Protocol(HOSTILE, HOSTILE, entries))
            .split(HOSTILE)
            .test(SampleReports.scores(0.5, 0.3))
            .created(HOSTILE)
            .rankings(new Rankings(List.of(query), List.of(query)))
            .findings(hostile(sample, pictured))
            .settings(entries)
            .versions(entries)
            .timings(Map.of(HOSTILE, 1.0))
            .data(new DataCounts(HOSTILE, HOSTILE, HOSTILE, List.of(), Map.of(HOSTILE, 1L), null))
            .training(
                new TrainingHistory(
                    HOSTILE, List.of(), null, null, List.of(new Phase(HOSTILE, 1, 1))))
            .build();

    String page = page(data);

    assertThat(page).doesNotContain("<script").doesNotContain("onerror=\"");
    assertThat(page.split(java.util.regex.Pattern.quote(ESCAPED), -1)).hasSizeGreaterThan(20);
  }

  private static Findings hostile(Rankings.Sample sample, Rankings.Sample pictured) {
    List<Findings.Suspects.Pair> pairs = List.of(new Findings.Suspects.Pair(sample, pictured, 0.5));
    CameraTable.Pair cell = new CameraTable.Pair(HOSTILE, HOSTILE, 3, 0.5, 0.4);
    return new Findings(
        null,
        new CameraTable(List.of(HOSTILE), 0, 0, List.of(cell)),
        List.of(
            new HardIdentity(
                HOSTILE, 2, 0.1, 0, pictured, new HardIdentity.Confusion(HOSTILE, 1, sample))),
        new Findings.Suspects(pairs, pairs),
        null);
  }

  @Test
  void samplesWithoutAPictureShowTheirId() {
    Rankings.Sample query = new Rankings.Sample("vector-17", "identity-3", null, null);
    Rankings.Sample found = new Rankings.Sample("vector-18", "identity-4", null, null);
    Rankings rankings =
        new Rankings(
            List.of(
                new Rankings.Query(query, 0, 1, List.of(new Rankings.Result(found, -1, false)))),
            null);

    String page =
        page(ReportData.builder("features", SampleReports.protocol()).rankings(rankings).build());

    assertThat(page)
        .contains("<span class=\"no-picture\"><bdi>vector-18</bdi></span>")
        .contains("wrong, similarity </span>−1.00")
        .contains("Best queries")
        .doesNotContain("Worst queries")
        .doesNotContain("<img");
  }

  @Test
  void partsThatAreNotKnownLeaveNoHeadingBehind() {
    String page = page(SampleReports.scoresOnly());

    assertThat(page)
        .contains("id=\"scores\"")
        .doesNotContain("id=\"similarities\"", "id=\"examples\"", "id=\"training\"")
        .doesNotContain("id=\"hardest\"", "id=\"suspects\"", "id=\"cameras\"", "id=\"embedding\"")
        .doesNotContain("Untrained", "Raw pixels", "raw pixels");
    assertThat(page(ReportData.builder("bare", SampleReports.protocol()).build()))
        .contains("No retrieval scores were taken.")
        .doesNotContain("id=\"scores\"", "class=\"tiles\"");
  }

  @Test
  void aTableTellsWhereTheTimeOfARoundGoes() {
    TrainingHistory training = SampleReports.training(new java.util.Random(1), 3);

    assertThat(TrainingPart.phases(training))
        .containsEntry("Workers compute", "4,050 ms, " + Figures.percent(0.957));
    assertThat(
            page(ReportData.builder("timed", SampleReports.protocol()).training(training).build()))
        .contains("Where the time of a round goes", "4,050 ms");
  }

  @Test
  void roundsWithoutAFiniteLossAreCounted() {
    TrainingHistory training =
        new TrainingHistory(
            "histogram",
            List.of(
                new Round(0, 1, 0.5, 100, 0.1, null), new Round(1, 2, Double.NaN, 100, 0.1, null)),
            null,
            null,
            null);

    assertThat(TrainingPart.facts(training))
        .containsEntry("Rounds without a finite loss", "1, not drawn");
    assertThat(TrainingCharts.of(training).get(0).caption()).contains("in the last of 1");
  }

  @Test
  void theBestQueriesComeBeforeTheWorst() {
    // AssertJ's own way of asking for an order copies the whole page for each character of it.
    String page = page(SampleReports.full(1));
    int best = page.indexOf("<h3 id=\"best\">Best queries");
    assertThat(best).isNotNegative();
    assertThat(page.indexOf("<h3 id=\"worst\">Worst queries")).isGreaterThan(best);
  }

  @Test
  void everyResultOfTheReportIsShown() {
    Rankings few = new Rankings(List.of(query(16)), null);
    Rankings fifty = new Rankings(List.of(query(50)), null);

    assertThat(page(ranked(few)).split("similarity </span>", -1)).hasSize(17);
    assertThat(page(ranked(few))).contains("<ol class=\"results\">");
    assertThat(page(ranked(fifty)).split("similarity </span>", -1)).hasSize(51);
    assertThat(page(ranked(fifty)))
        .contains("<ol class=\"results many\" tabindex=\"0\" aria-label=\"50 results\">");
  }

  private static Rankings.Query query(int results) {
    Rankings.Sample sample = new Rankings.Sample("s", "i", null, null);
    return new Rankings.Query(
        sample, 1, results, Collections.nCopies(results, new Rankings.Result(sample, 0.5, true)));
  }

  /** Seven right results in the gallery are all found among the first eight. */
  @Test
  void rightResultsAreHeldAgainstThoseThatExist() {
    Rankings.Query seven = query(7);
    List<Rankings.Result> results = new ArrayList<>(seven.results());
    results.add(new Rankings.Result(seven.sample(), 0.1, false));
    Rankings all = new Rankings(List.of(new Rankings.Query(seven.sample(), 1, 7, results)), null);
    Rankings old =
        new Rankings(List.of(new Rankings.Query(seven.sample(), 1, null, results)), null);

    assertThat(page(ranked(all))).contains("AP 100.0\u00a0%, 7 of 7 found in the first 8</p>");
    assertThat(page(ranked(old))).contains("AP 100.0\u00a0%, 7 of the first 8 right</p>");
  }

  private static ReportData ranked(Rankings rankings) {
    return ReportData.builder("t", SampleReports.protocol()).rankings(rankings).build();
  }

  @Test
  void theTableGivesTheRanksThatAreAskedFor() {
    ReportData data =
        ReportData.builder("t", SampleReports.protocol())
            .recallAt(List.of(1, 2, 20))
            .test(new Scores(0.5, 0.7, 0.8, 0.4, 9, 0L, 3, List.of(0.5, 0.6, 0.9), null))
            .untrained(new Scores(0.3, 0.4, 0.5, 0.2, 9, 0L, 30, List.of(0.3, 0.4), null))
            .build();

    // The first gallery ends at 3, so that nothing more is found; of the second 2 ranks are known.
    assertThat(page(data))
        .contains("<th scope=\"col\">R@1</th><th scope=\"col\">R@2</th><th scope=\"col\">R@20</th>")
        .contains("<td>50.0</td><td>60.0</td><td>90.0</td><td>40.0</td>")
        .contains("<td>30.0</td><td>40.0</td><td>–</td><td>20.0</td>")
        .contains(">Recall@20</span> <strong>90.0")
        .doesNotContain("R@5", "R@10", "Recall@10", "NaN points");
  }

  @Test
  void theBrowserIsForbiddenToFetchAnything() {
    assertThat(page(SampleReports.full(1)))
        .contains("default-src 'none'; img-src data:; style-src 'unsafe-inline'")
        .doesNotContainPattern("(src|href|srcset)=\"(?!data:|#)");
  }

  @Test
  void anotherRunGivesTheSamePage() {
    assertThat(page(SampleReports.full(3))).isEqualTo(page(SampleReports.full(3)));
  }

  @Test
  void theMachinesLanguageChangesNothing() {
    String page = page(SampleReports.full(3));
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
    try {
      assertThat(String.format(Locale.getDefault(), "%d", 7)).isNotEqualTo("7");
      assertThat(page(SampleReports.full(3))).isEqualTo(page);
    } finally {
      Locale.setDefault(before);
    }
  }

  private static String page(ReportData data) {
    return Page.render(data, ChartSet.of(data));
  }

  private static byte[] drawing(int side) {
    return SampleReports.drawing(1, 1, side);
  }
}
