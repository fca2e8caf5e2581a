package org.histloss.report;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.histloss.dataset.JobException;

/** The ranks K that a stored report holds, against those that it is asked to show. */
final class ShownRanks {
  private final List<Scores> scores;
  private final int held;

  ShownRanks(ReportData report) {
    this.scores =
        Stream.of(report.test(), report.untrained(), report.rawPixels())
            .filter(Objects::nonNull)
            .toList();
    int last = report.recallAt().get(report.recallAt().size() - 1);
    this.held = scores.stream().mapToInt(s -> s.cmc().size()).reduce(last, Math::max);
  }

  /** The highest rank of the report's table and curves. */
  int held() {
    return held;
  }

  /**
   * Refuses ranks that the report doesn't hold.
   *
   * @throws JobException exit code 20 naming the key, the rank and what is held
   */
  void check(List<Integer> recallAt, int cmcRanks) {
    for (int k : recallAt) {
      if (!scores.stream().allMatch(s -> s.recallAt(k).isPresent())) {
        throw refusal("evaluation.recall-at", k);
      }
    }
    if (cmcRanks > held && !scores.stream().allMatch(Scores::reachesTheEnd)) {
      throw refusal("evaluation.cmc-ranks", cmcRanks);
    }
  }

  private JobException refusal(String key, int rank) {
    return JobException.badConfiguration(
        "%s = %d: the report holds ranks up to %d; evaluate again for more", key, rank, held);
  }
}
