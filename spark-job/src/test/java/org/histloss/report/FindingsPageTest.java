package org.histloss.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.histloss.report.findings.CameraTable;
import org.histloss.report.findings.EmbeddingHealth;
import org.histloss.report.findings.Findings;
import org.histloss.report.findings.HardIdentity;
import org.histloss.report.findings.RocCurves;
import org.junit.jupiter.api.Test;

/** What the page tells beyond scores. */
class FindingsPageTest {

  @Test
  void findingsWithoutPicturesShowIds() {
    Rankings.Sample one = new Rankings.Sample("vector-17", "identity-3", null, null);
    Rankings.Sample two = new Rankings.Sample("vector-18", "identity-4", null, null);
    List<Findings.Suspects.Pair> pairs = List.of(new Findings.Suspects.Pair(one, two, 0.987));
    HardIdentity.Confusion confusion = new HardIdentity.Confusion("identity-4", 2, two);

    String page =
        page(
            found(
                new Findings(
                    null,
                    null,
                    List.of(new HardIdentity("identity-3", 3, 0.125, 1 / 3.0, one, confusion)),
                    new Findings.Suspects(List.of(), pairs),
                    null)));

    assertThat(page)
        .contains("<span class=\"no-picture\"><bdi>vector-17</bdi></span>")
        .contains("<span class=\"no-picture\"><bdi>vector-18</bdi></span>")
        .contains("<span class=\"note\">similarity</span> 0.987")
        .contains("mAP 12.5\u00a0%, R@1 33.3\u00a0%")
        .contains("3 queries; for 2 of them <bdi class=\"taken\">identity-4</bdi> comes first")
        .contains("no other wrong one comes first.</p>")
        .contains("Two identities, most alike")
        .doesNotContain("One identity, least alike", "id=\"cameras\"", "<img");
  }

  @Test
  void aSingleQueryIsNotCountedAmongSeveral() {
    Rankings.Sample one = new Rankings.Sample("vector-17", "identity-3", null, null);
    HardIdentity.Confusion confusion = new HardIdentity.Confusion("identity-4", 1, one);
    HardIdentity hard = new HardIdentity("identity-3", 1, 0.5, 0.0, one, confusion);

    assertThat(page(found(new Findings(null, null, List.of(hard), null, null))))
        .contains(
            "<p class=\"note\">1 query; <bdi class=\"taken\">identity-4</bdi> comes first</p>");
  }

  private static ReportData found(Findings findings) {
    return ReportData.builder("features", SampleReports.protocol()).findings(findings).build();
  }

  @Test
  void overlapLossAndRocStandBesideTheirCharts() {
    String page = page(SampleReports.full(1));

    assertThat(page)
        .contains("<td>25.6</td><td>0.056</td><td>5.6</td><td>0.51</td><td>0.03</td>")
        .contains("<td>73.3</td><td>0.321</td><td>32.0</td><td>0.79</td><td>0.71</td>")
        .contains("<th scope=\"col\">10\u00a0%</th>", "<th scope=\"col\">0.01\u00a0%</th>")
        .contains("<td>49.7</td><td>24.7</td><td>12.2</td><td>6.1</td>")
        .doesNotContain("too few pairs", "Too few pairs");
  }

  @Test
  void ratesThatFewPairsCannotTellAreLeftOpen() {
    RocCurves.Point told = new RocCurves.Point(0.1, 0.5, 0.2);
    RocCurves.Point open = new RocCurves.Point(0.01, null, null);
    RocCurves.Curve curve = new RocCurves.Curve(20, 150, List.of(told, told), List.of(told, open));

    String page =
        page(found(new Findings(new RocCurves(null, null, curve), null, null, null, null)));

    assertThat(page)
        .contains("<td>50.0</td><td>too few pairs</td>", "of 150 different-identity pairs")
        .contains("<em>Too few pairs</em>")
        .doesNotContain("Untrained network");
  }

  /** Behind signs that hold words together, never inside a word. */
  @Test
  void aCamerasNameIsBrokenBetweenItsWords() {
    CameraTable cameras =
        new CameraTable(
            List.of("hall_north/entrance"),
            0,
            7,
            List.of(
                new CameraTable.Pair("hall_north/entrance", "hall_north/entrance", 1, 1.0, 1.0)));

    assertThat(page(found(new Findings(null, cameras, null, null, null))))
        .contains(
            "<th scope=\"col\"><bdi>hall_<wbr>north/<wbr>entrance</bdi></th>",
            "<th scope=\"row\"><bdi>hall_<wbr>north/<wbr>entrance</bdi></th>")
        .contains(" Queries without a camera, in no cell: 7.</p>");
  }

  @Test
  void camerasThatAreLeftOutAreCounted() {
    CameraTable cameras = SampleFindings.cameras(new Random(1), 12);
    String page = page(found(new Findings(null, cameras, null, null, null)));

    assertThat(page)
        .contains("The 12 cameras with the most queries are shown, 3 are left out.")
        .contains("<td class=\"none\">–</td>", "--shade: 1.00")
        .doesNotContain("without a camera");
    assertThat(page.split("<small>", -1)).hasSize(12 * 11 + 1);
  }

  @Test
  void theEmbeddingsStateIsSaidInWords() {
    assertThat(verdict(SampleFindings.health(37.2, 0.04)))
        .contains("No collapse: it varies in about 37.2 of its 256 dimensions; below 1.5, or with")
        .contains("a mean similarity above 0.95, it would be one.</p>", "verdict sound");
    assertThat(verdict(SampleFindings.health(9, 0.04)))
        .contains("No collapse, but the embedding is narrow", "verdict doubtful");
    assertThat(verdict(SampleFindings.health(37.2, 0.97)))
        .contains("has collapsed: two random samples have a similarity of 0.97");
    assertThat(verdict(SampleFindings.health(1.2, 0.04))).contains("has collapsed");
    assertThat(verdict(new EmbeddingHealth(8, 3, 100, 0, 5, null, null)))
        .contains(
            "5.0 of its 8 dimensions; below 1.5",
            "one. 3 samples have a zero embedding",
            "verdict doubtful")
        .doesNotContain("Length before normalisation");
  }

  /** Two identities lie on a line and three in a plane, however well a model tells them apart. */
  @Test
  void fewIdentitiesAreNoCollapse() {
    assertThat(of(1, 1.0).verdict()).isEqualTo(EmbeddingHealth.Verdict.SOUND);
    assertThat(of(2, 2.0).verdict()).isEqualTo(EmbeddingHealth.Verdict.SOUND);
    assertThat(of(19, 19.0).verdict()).isEqualTo(EmbeddingHealth.Verdict.SOUND);
    assertThat(of(1, 0).verdict()).isEqualTo(EmbeddingHealth.Verdict.COLLAPSED);
    assertThat(of(2, 1.0).verdict()).isEqualTo(EmbeddingHealth.Verdict.COLLAPSED);
    assertThat(of(1, 1.0).collapse()).isEqualTo(0.75);
    EmbeddingHealth single = new EmbeddingHealth(256, 0, 100, 0.99, 1.0, 0.0, null);
    assertThat(single.verdict()).isEqualTo(EmbeddingHealth.Verdict.SOUND);
    assertThat(verdict(single)).contains("; the samples of a single identity should lie together.");
    EmbeddingHealth two = new EmbeddingHealth(256, 0, 100, 0.99, 1.0, 1.0, null);
    assertThat(two.verdict()).isEqualTo(EmbeddingHealth.Verdict.COLLAPSED);
    assertThat(of(100, 4.9).verdict()).isEqualTo(EmbeddingHealth.Verdict.NARROW);
    assertThat(verdict(of(2, 2.0)))
        .contains(
            "No collapse: it varies in about 2.0 of its 256 dimensions; below 1.5,",
            "verdict sound")
        .contains("2.0 of 256, with a direction of its own for each identity");
    assertThat(verdict(of(612.4, 37.2)))
        .contains("all 256, as there are identities enough to fill them");
  }

  private static EmbeddingHealth of(double reachable, double effective) {
    return new EmbeddingHealth(256, 0, 100, 0.04, effective, reachable, null);
  }

  private static String verdict(EmbeddingHealth health) {
    return page(found(new Findings(null, null, null, null, health)));
  }

  /** As many pictures as by default, all different and grainy, so that they hardly pack. */
  @Test
  void thePageStaysUnderFiveMegabytesWithPhotographs() {
    Random random = new Random(1);
    List<Rankings.Query> queries =
        Stream.generate(
                () ->
                    new Rankings.Query(
                        Photographs.sample(random),
                        0.5,
                        3,
                        Stream.generate(
                                () -> new Rankings.Result(Photographs.sample(random), 0.5, false))
                            .limit(8)
                            .toList()))
            .limit(6)
            .toList();
    List<Findings.Suspects.Pair> pairs =
        Stream.generate(
                () ->
                    new Findings.Suspects.Pair(
                        Photographs.sample(random), Photographs.sample(random), 0.5))
            .limit(12)
            .toList();
    List<HardIdentity> hardest =
        Stream.generate(
                () ->
                    new HardIdentity(
                        "i",
                        2,
                        0.1,
                        0,
                        Photographs.sample(random),
                        new HardIdentity.Confusion("j", 1, Photographs.sample(random))))
            .limit(6)
            .toList();
    ReportData sample = SampleReports.full(1);
    Findings findings =
        new Findings(
            sample.findings().roc(),
            SampleFindings.cameras(random, 12),
            hardest,
            new Findings.Suspects(pairs, pairs),
            sample.findings().embedding());

    String page =
        page(
            ReportData.builder("photographs", SampleReports.protocol())
                .test(sample.test())
                .untrained(sample.untrained())
                .rawPixels(sample.rawPixels())
                .similarities(sample.similarities())
                .training(sample.training())
                .rankings(new Rankings(queries, queries))
                .findings(findings)
                .settings(sample.settings())
                .build());

    assertThat(page.split("<img", -1)).hasSizeGreaterThan(160);
    assertThat(page.getBytes(StandardCharsets.UTF_8).length).isBetween(2_000_000, 5_000_000);
  }

  private static String page(ReportData data) {
    return Page.render(data, ChartSet.of(data));
  }
}
