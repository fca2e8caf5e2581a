package org.histloss.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.histloss.dataset.ExitCode;
import org.histloss.dataset.JobException;
import org.histloss.evaluation.Insights.RankLine;
import org.histloss.evaluation.Insights.RankLists;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportWriterTest {
  private final Configuration hadoop = new Configuration();
  private final ReportWriter writer = new ReportWriter(hadoop);

  @TempDir private Path folder;

  @Test
  void aFullReportHasItsPageItsMarkerAndEveryChart() throws IOException {
    writer.write(SampleReports.full(1), report(), false);

    assertThat(names())
        .containsExactlyInAnyOrder(
            "report.html",
            "report.json",
            "similarities-before.png",
            "similarities-after.png",
            "cmc.png",
            "roc.png",
            "training-loss.png",
            "validation.png",
            "throughput.png");
    assertThat(ReportReader.read(report(), hadoop)).isEqualTo(SampleReports.full(1));
  }

  @Test
  void anExistingReportIsLeftAloneWithoutOverwrite() throws IOException {
    writer.write(SampleReports.full(1), report(), false);
    byte[] page = Files.readAllBytes(folder.resolve("report/report.html"));

    assertThatThrownBy(() -> writer.write(SampleReports.full(2), report(), false))
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.BAD_CONFIGURATION))
        .hasMessageEndingWith("report: exists already; give another folder or --overwrite");
    assertThat(folder.resolve("report/report.html")).hasBinaryContent(page);
  }

  @Test
  void overwritingLeavesNoChartOfTheOldReportAndNoForeignFileIsTouched() throws IOException {
    writer.write(SampleReports.full(1), report(), false);
    Files.writeString(folder.resolve("report/notes.txt"), "mine");

    writer.write(SampleReports.scoresOnly(), report(), true);

    assertThat(names())
        .containsExactlyInAnyOrder("report.html", "report.json", "cmc.png", "notes.txt");
    assertThat(ReportReader.read(report(), hadoop)).isEqualTo(SampleReports.scoresOnly());
  }

  @Test
  void aFolderWithoutTheMarkerIsNoReport() throws IOException {
    writer.write(SampleReports.scoresOnly(), report(), false);
    Files.delete(folder.resolve("report/report.json"));

    assertThatThrownBy(() -> ReportReader.read(report(), hadoop))
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.BAD_DATA))
        .hasMessageEndingWith("is no finished report");
  }

  @Test
  void aComparisonIsNamedForWhatItIs() throws IOException {
    Files.createDirectory(folder.resolve("report"));
    Files.writeString(folder.resolve("report/comparison.json"), "{}");

    assertThatThrownBy(() -> ReportReader.read(report(), hadoop))
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.BAD_DATA))
        .hasMessage(report() + " holds a comparison: must be a report's folder");
  }

  @Test
  void anEmptyFolderMayBeWrittenToAFileMayNot() throws IOException {
    Files.createDirectory(folder.resolve("report"));
    writer.check(report(), false);

    Files.writeString(folder.resolve("file"), "x");
    assertThatThrownBy(() -> writer.check(hadoopPath("file"), true))
        .isInstanceOf(JobException.class)
        .hasMessageEndingWith("is a file: must be a folder");
    assertThatThrownBy(() -> writer.check(hadoopPath("file/below/it"), true))
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.BAD_CONFIGURATION))
        .hasMessageEndingWith("/file is a file: must be a folder");
  }

  @Test
  void aReportRendersAgainFromItsJsonAlone() throws IOException {
    writer.write(SampleReports.full(1), report(), false);
    byte[] page = Files.readAllBytes(folder.resolve("report/report.html"));
    byte[] chart = Files.readAllBytes(folder.resolve("report/cmc.png"));
    for (String name : names()) {
      if (!name.equals("report.json")) {
        Files.delete(folder.resolve("report").resolve(name));
      }
    }

    writer.renderAgain(ReportReader.read(report(), hadoop), report());

    assertThat(folder.resolve("report/report.html")).hasBinaryContent(page);
    assertThat(folder.resolve("report/cmc.png")).hasBinaryContent(chart);
  }

  @Test
  void rankListsAreQuotedAndWrittenBeforeTheMarker() throws IOException {
    RankLists lists =
        reader -> {
          assertThat(folder.resolve("report/report.json")).doesNotExist();
          reader.accept(new RankLine("a", 1, "b, c", 0.25, true));
          reader.accept(new RankLine("a", 2, "say \"x\"", -1.0E-4, false));
          reader.accept(new RankLine(" é猫 ", 1, "two\nlines", 1, false));
        };

    writer.write(SampleReports.scoresOnly(), lists, report(), false);

    assertThat(folder.resolve("report/ranks.csv"))
        .hasContent(
            """
            query_sample_id,rank,gallery_sample_id,similarity,relevant,protocol
            a,1,"b, c",0.25,true,cross-camera
            a,2,"say ""x""\",-1.0E-4,false,cross-camera
             é猫 ,1,"two
            lines",1.0,false,cross-camera
            """);
    assertThat(folder.resolve("report/report.json")).exists();
  }

  @Test
  void aReportWithoutRankListsLeavesNoneOfTheOldOne() throws IOException {
    writer.write(SampleReports.scoresOnly(), reader -> {}, report(), false);
    assertThat(names()).contains("ranks.csv").doesNotContain(".ranks.csv.crc");

    writer.write(SampleReports.scoresOnly(), report(), true);

    assertThat(names()).doesNotContain("ranks.csv");
  }

  @Test
  void listsThatFailLeaveNoFinishedReport() throws IOException {
    RankLists lists =
        reader -> {
          throw JobException.badData("no more");
        };

    assertThatThrownBy(() -> writer.write(SampleReports.scoresOnly(), lists, report(), false))
        .hasMessage("no more");
    assertThat(names()).doesNotContain("report.json");
  }

  private org.apache.hadoop.fs.Path report() {
    return hadoopPath("report");
  }

  private org.apache.hadoop.fs.Path hadoopPath(String name) {
    return new org.apache.hadoop.fs.Path(folder.toString(), name);
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("report"))) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }
}
