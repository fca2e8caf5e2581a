package org.histloss.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.hadoop.conf.Configuration;
import org.histloss.dataset.JobException;
import org.histloss.report.comparison.Comparison;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ComparisonPageTest {
  private static final byte[] CSV = "sample_id\n".getBytes(StandardCharsets.UTF_8);

  private final ReportWriter writer = new ReportWriter(new Configuration());

  @TempDir private Path folder;

  private static String page(Comparison data) {
    return ComparisonPage.render(
        data, ComparisonChart.of(data).stream().map(ChartSet.Drawn::of).toList(), null);
  }

  @Test
  void twoModelsHaveTheVerdictTheScoresAndTheDifferences() {
    assertThat(page(SampleComparisons.full(2)))
        .contains("<p class=\"headline\"><bdi>run-1 is better than run-0 by mAP, by R@1 no")
        .contains("4,785 queries (12 more skipped, with nothing right to find), 4,797 gallery")
        .contains("<td>48.0<span class=\"note interval\">45.0 to 51.0</span></td><td>69.0</td>")
        .contains("<th scope=\"col\">95\u00a0% interval</th>")
        .contains("<td>+1.40</td><td class=\"range\">+0.04 to +2.20<span class=\"plot\"")
        .contains("<td>+2.10</td><td class=\"range\">−0.30 to +4.00<span class=\"plot\"")
        .contains("<td>99.9\u00a0%</td>")
        .contains("718 identities redrawn 2,000 times")
        .contains("not what another training seed would.")
        .contains("By AP, B wins 2,203 queries, loses 1,894; for 688 both have the same.")
        .contains("Queries that B ranks better than A", "Queries that A ranks better than B")
        .contains("<span class=\"note\">AP 91.0\u00a0%, first right at rank 1</span>")
        .doesNotContain("hold together");
  }

  @Test
  void theTilesNameWhatIsTakenOffWhat() {
    assertThat(page(SampleComparisons.full(2)))
        .contains("<bdi>mAP: run-1 (B) less run-0 (A)</bdi></span> <strong>+1.40</strong>")
        .contains("<strong>+2.1</strong> <span class=\"note\">points, −0.3 to +4.0</span>")
        .contains(">Won by B against A</a>", ">Won by A against B</a>")
        .contains("<bdi>Queries won by run-1 (B)</bdi></span> <strong>2,203</strong>")
        .contains("above zero <bdi>run-1</bdi> (B) is better, below zero <bdi>run-0</bdi> (A)");
  }

  /** The headline tells a better first model's figures, and so does all below it. */
  @Test
  void tilesTableAndQueriesFollowTheHeadline() {
    assertThat(page(SampleComparisons.firstIsBetter()))
        .contains("<bdi>run-0 is better than run-1")
        .contains(
            "<bdi>mAP: run-0 (A) less run-1 (B)</bdi></span> <strong>+1.40</strong>"
                + " <span class=\"note\">points, +0.04 to +2.20</span>")
        .contains("<bdi>Queries won by run-0 (A)</bdi></span> <strong>2,203</strong>")
        .contains("<bdi>run-0 (A) ahead by mAP</bdi></span> <strong>99.9\u00a0%</strong>")
        .contains("<th scope=\"col\">A − B</th>", "<th scope=\"col\">A ahead</th>")
        .contains("<td>+1.40</td><td class=\"range\">+0.04 to +2.20<", "<td>99.9\u00a0%</td>")
        .contains("above zero <bdi>run-0</bdi> (A) is better, below zero <bdi>run-1</bdi> (B)")
        .contains("By AP, A wins 2,203 queries, loses 1,894")
        .containsSubsequence("Queries that A ranks better than B", "Queries that B ranks better")
        .doesNotContain("B − A", "−1.40", "B ahead");
  }

  @Test
  void ranksBeyondTheGalleryAreSaid() {
    assertThat(page(SampleComparisons.ofGallery(7)))
        .contains(
            "R@10: the gallery holds 7 samples, so that nothing more is found beyond rank 7.");
    assertThat(page(SampleComparisons.ofGallery(10))).doesNotContain("nothing more is found");
  }

  @Test
  void zeroEmbeddingsAndTiesAreSaid() {
    assertThat(page(SampleComparisons.full(2)))
        .contains(
            "<p class=\"note\">Embeddings of B that are zero: 3. Their similarity to everything is 0: as")
        .contains(
            "<p class=\"note\">B: for 31 queries a wrong result is exactly as similar as a right one:"
                + " by the order of ties R@1 lies between 49.80 and 50.30\u00a0%, mAP lies between 41.00"
                + " and 41.30\u00a0%.")
        .doesNotContain("Embeddings of A", "A: for");
    assertThat(page(SampleComparisons.withoutTies()))
        .doesNotContain("that are zero", "order of ties");
  }

  /** As many queries and results as by default, all of different and grainy pictures. */
  @Test
  void thePageStaysUnderFiveMegabytesWithPhotographs() {
    String page = page(SampleComparisons.photographs(6, 8));

    assertThat(page.split("<img", -1)).hasSizeGreaterThan(12 * 17);
    assertThat(page.getBytes(StandardCharsets.UTF_8).length).isBetween(1_500_000, 5_000_000);
  }

  @Test
  void anIntervalIsDrawnOnItsSideOfZero() {
    String page = page(SampleComparisons.full(2));

    // 4.0 points, the farthest end, lies 48 % from the middle: 12 % a point.
    assertThat(page)
        .contains("<span class=\"stretch above\" style=\"left:50.48%;width:25.92%\">")
        .contains("<span class=\"point above\" style=\"left:66.80%\">")
        .contains("<span class=\"stretch open\" style=\"left:46.40%;width:51.60%\">");
  }

  @Test
  void severalModelsHaveShortHeadlinesACardEachAndAWordOnTheirIntervals() {
    String page = page(SampleComparisons.full(4));

    assertThat(page)
        .contains(
            "<p class=\"headline\"><bdi>run-2 is better than run-0 by mAP, by R@1 no difference can"
                + " be shown: mAP 41.2 against 39.8\u00a0%, +1.4 points.</bdi>")
        .contains("<p class=\"verdict\"><bdi>run-3 is better than run-0 by mAP")
        .contains("<th scope=\"col\">98.33\u00a0% interval</th>")
        .contains(
            "Each has a confidence of 98.33\u00a0%, so that all 3 intervals of a measure hold")
        .contains("id=\"won-D\"")
        .doesNotContain("class=\"tiles\"");
    assertThat(page.split("<figure")).hasSize(1 + 3);
  }

  /** What comes after mAP may hold the names, or the figures that decide. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Nothing can be shown on fewer than two identities: mAP 50.0 against 40.0; R@1 1.0 (b"
            + " against a).",
        "The measures disagree, b by mAP, a by R@1: mAP 52.0 against 50.0; R@1 1.0 (b against a).",
        "b is better than a by R@1, by mAP no difference can be shown: mAP 1.0; R@1 2.0.",
      })
  void aHeadlineKeepsWhatItNeeds(String verdict) {
    assertThat(ComparisonPart.headlines(SampleComparisons.saying(verdict)))
        .hasSize(2)
        .containsOnly(verdict);
  }

  @Test
  void whatComesFromDataIsEscapedEverywhere() {
    String hostile = "<script>alert('x')</script>\" onerror=\"é\u202e猫&amp;";
    String escaped =
        "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&quot; onerror=&quot;é\u202e猫&amp;amp;";

    String page = page(SampleComparisons.named(hostile));

    assertThat(page).doesNotContain("<script").doesNotContain("onerror=\"");
    assertThat(page.split(Pattern.quote(escaped), -1)).hasSizeGreaterThan(30);
  }

  @Test
  void samplesWithoutAPictureShowTheirIds() {
    assertThat(page(SampleComparisons.withoutPictures()))
        .contains(
            "<span class=\"no-picture\"><bdi>camera-5/1f600-a-rather-long-name.png</bdi></span>")
        .doesNotContain("alt=\"Query:");
  }

  @Test
  void whatIsNotKnownLeavesNoEmptyPart() {
    String page = page(SampleComparisons.named("x"));

    assertThat(page)
        .contains("<td>±0.00</td><td class=\"range\">–</td><td>–</td>")
        .doesNotContain("id=\"similarities\"", "class=\"plot\"", "<figure");
  }

  @Test
  void theFolderHoldsEveryFileAndItsMarkerSaysAll() throws IOException {
    writer.write(SampleComparisons.full(3), CSV, at("c"), false);

    assertThat(names())
        .containsExactlyInAnyOrder(
            "comparison.html",
            "comparison.json",
            "queries.csv",
            "distributions.png",
            "distributions-2.png");
    JsonNode json = new ObjectMapper().readTree(folder.resolve("c/comparison.json").toFile());
    assertThat(json.at("/models/1/recall@1").isMissingNode()).isTrue();
    assertThat(json.at("/models/1/scores/recall@1").asDouble()).isEqualTo(0.48 + 0.021);
    assertThat(json.at("/models/1/intervals/mAP/low").asDouble()).isEqualTo(0.38 + 0.014);
    assertThat(json.at("/models/2/similarities/positive")).hasSize(2001);
    assertThat(json.at("/models/1/zeroEmbeddings").asLong()).isEqualTo(3);
    assertThat(json.at("/models/1/ties/queries").asLong()).isEqualTo(31);
    assertThat(json.at("/models/0/zeroEmbeddings").isMissingNode()).isTrue();
    assertThat(json.at("/held/0/mAP/difference").asDouble()).isEqualTo(0.014);
    assertThat(json.at("/held/0/recall@1/interval/low").asDouble()).isEqualTo(-0.003);
    assertThat(json.at("/held/0/mAP/better").asDouble()).isEqualTo(0.9985);
    assertThat(json.at("/held/0/verdict").asText()).startsWith("run-1 is better");
    assertThat(json.at("/held/0/counts/won").asInt()).isEqualTo(2203);
    assertThat(json.at("/bootstrap/confidence").asDouble()).isEqualTo(0.975);
    assertThat(ImageIO.read(folder.resolve("c/distributions-2.png").toFile()).getWidth())
        .isEqualTo(1280);
  }

  @Test
  void overwritingLeavesNothingOfTheOldAndWithoutItNothingIsTouched() throws IOException {
    writer.write(SampleComparisons.full(3), CSV, at("c"), false);
    Files.writeString(folder.resolve("c/notes.txt"), "mine");
    byte[] before = Files.readAllBytes(folder.resolve("c/comparison.json"));

    assertThatThrownBy(() -> writer.write(SampleComparisons.full(2), CSV, at("c"), false))
        .isInstanceOf(JobException.class)
        .hasMessageEndingWith("exists already; give another folder or --overwrite");
    assertThat(folder.resolve("c/comparison.json")).hasBinaryContent(before);
    writer.write(SampleComparisons.full(2), CSV, at("c"), true);

    assertThat(names()).contains("distributions.png", "notes.txt");
    assertThat(names()).doesNotContain("distributions-2.png");
  }

  private org.apache.hadoop.fs.Path at(String name) {
    return new org.apache.hadoop.fs.Path(folder.toString(), name);
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("c"))) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }
}
