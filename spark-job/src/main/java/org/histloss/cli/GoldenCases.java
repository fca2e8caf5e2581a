package org.histloss.cli;

import static org.histloss.dataset.JobException.badConfiguration;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.histloss.evaluation.retrieval.RetrievalGoldenCases;
import org.histloss.loss.LossGoldenCases;

/** Recomputes numbers that are known from elsewhere, on this machine. */
final class GoldenCases {
  private static final int SHOWN = 3;

  private GoldenCases() {}

  /** The loss against the built-in cases, or those of {@code file} where one is given. */
  static Finding loss(Path file) {
    List<LossGoldenCases.Check> checks = lossCases(file).run();
    List<String> wrong =
        checks.stream()
            .filter(check -> !check.passed())
            .map(
                check ->
                    String.format(
                        Locale.ROOT,
                        "%s deviates by %.3g, allowed %.3g",
                        check.name(),
                        check.deviation(),
                        check.tolerance()))
            .toList();
    return finding("loss cases", checks.size(), wrong);
  }

  /** Ranking and metrics against the built-in cases, or those of {@code folder}. */
  static Finding retrieval(Path folder) {
    RetrievalGoldenCases cases =
        folder == null ? RetrievalGoldenCases.builtIn() : RetrievalGoldenCases.in(folder);
    List<RetrievalGoldenCases.Check> checks = cases.run();
    List<String> wrong =
        checks.stream()
            .filter(check -> !check.passed())
            .map(
                check ->
                    "%s is %s, must be %s"
                        .formatted(check.name(), check.actual(), check.expected()))
            .toList();
    return finding("retrieval cases", checks.size(), wrong);
  }

  private static LossGoldenCases lossCases(Path file) {
    try {
      return file == null ? LossGoldenCases.builtIn() : LossGoldenCases.in(file);
    } catch (IllegalArgumentException e) {
      throw badConfiguration("--loss-vectors %s: %s", file, e.getMessage());
    }
  }

  private static Finding finding(String name, int compared, List<String> wrong) {
    String text =
        String.format(Locale.ROOT, "%d of %d comparisons agree", compared - wrong.size(), compared);
    String first = String.join("; ", wrong.subList(0, Math.min(SHOWN, wrong.size())));
    return Finding.expect(wrong.isEmpty(), name, text, first);
  }
}
