package org.histloss.evaluation.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.histloss.dataset.ExitCode;
import org.histloss.dataset.JobException;
import org.histloss.evaluation.retrieval.RetrievalGoldenCases.Check;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetrievalGoldenCasesTest {
  private static final List<String> FILES =
      List.of(
          "retrieval-market-query.csv",
          "retrieval-market-gallery.csv",
          "retrieval-market-expected.json",
          "retrieval-sop.csv",
          "retrieval-sop-expected.json");

  @TempDir Path directory;

  @Test
  void everyGoldenNumberIsFound() {
    List<Check> checks = RetrievalGoldenCases.builtIn().run();
    assertThat(checks).allMatch(Check::passed);
    // Per type: market 55 + 3 × 100 queries, Online Products 10.
    assertThat(checks).hasSize(2 * (55 + 300 + 10));
  }

  @Test
  void aDirectoryOfTheSameFilesGivesTheSameChecks() throws IOException {
    copyBuiltIn();
    assertThat(RetrievalGoldenCases.in(directory).run())
        .isEqualTo(RetrievalGoldenCases.builtIn().run());
  }

  @Test
  void aWrongNumberFailsItsCheckInBothTypes() throws IOException {
    copyBuiltIn();
    replace("retrieval-sop-expected.json", "0.3025", "0.3026");
    assertThat(RetrievalGoldenCases.in(directory).run())
        .filteredOn(check -> !check.passed())
        .extracting(Check::name)
        .containsExactly(
            "retrieval-sop leave-one-out DOUBLE recall@1",
            "retrieval-sop leave-one-out FLOAT recall@1");
  }

  @Test
  void aMissingNumberFailsItsCheck() throws IOException {
    copyBuiltIn();
    replace("retrieval-market-expected.json", "\"mAP\"", "\"other\"");
    assertThat(RetrievalGoldenCases.in(directory).run())
        .filteredOn(check -> !check.passed())
        .extracting(Check::name)
        .containsExactly(
            "retrieval-market cross-camera DOUBLE mAP", "retrieval-market cross-camera FLOAT mAP");
  }

  @Test
  void missingFilesAndMalformedLinesAreNamed() throws IOException {
    assertBadData("retrieval-market-query.csv");
    copyBuiltIn();
    replace("retrieval-sop.csv", "35,0.11953707,", "35,zero,");
    assertBadData("retrieval-sop.csv line 2");
    replace("retrieval-sop.csv", "35,zero,", "35,");
    assertBadData("retrieval-sop.csv line 3 has 17 fields: must have 16");
  }

  private void assertBadData(String part) {
    assertThatThrownBy(() -> RetrievalGoldenCases.in(directory).run())
        .isInstanceOf(JobException.class)
        .hasMessageContaining(part)
        .extracting(e -> ((JobException) e).exitCode())
        .isEqualTo(ExitCode.BAD_DATA);
  }

  private void copyBuiltIn() throws IOException {
    for (String file : FILES) {
      try (InputStream stream = getClass().getResourceAsStream("/org/histloss/vectors/" + file)) {
        Files.copy(stream, directory.resolve(file));
      }
    }
  }

  private void replace(String file, String old, String by) throws IOException {
    String text = Files.readString(directory.resolve(file), StandardCharsets.UTF_8);
    assertThat(text).contains(old);
    Files.writeString(directory.resolve(file), text.replace(old, by));
  }
}
