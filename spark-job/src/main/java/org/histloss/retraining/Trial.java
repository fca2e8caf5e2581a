package org.histloss.retraining;

import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.histloss.evaluation.CompareJob.ComparisonDetail;
import org.histloss.evaluation.ComparisonResult;
import org.histloss.evaluation.ComparisonResult.AnchorResult;
import org.histloss.evaluation.ComparisonResult.SliceResult;
import org.histloss.evaluation.EvaluationResult.SamplePicture;
import org.histloss.evaluation.retrieval.IdentityMeans.Difference;
import org.histloss.report.history.HistoryEntry;
import org.histloss.report.history.HistoryEntry.Figures;
import org.histloss.report.history.HistoryReport.ChangedAnchor;
import org.histloss.report.history.HistoryReport.Shown;

/**
 * What the evaluation of a challenger found.
 *
 * @param challenger its figures
 * @param incumbent the champion's on the same samples, or null
 * @param comparison of the two, or null
 */
record Trial(Figures challenger, Figures incumbent, ComparisonResult comparison) {
  /** As many as four cameras make. */
  static final int TOLD_PAIRS = 12;

  /** Parts of the queries. */
  List<HistoryEntry.Slice> slices() {
    return comparison == null ? List.of() : comparison.slices().stream().map(Trial::slice).toList();
  }

  /**
   * {@code slices.json}: all parts of the queries.
   *
   * @param protocol by which they were scored, by its name
   * @param slices each part
   */
  record AllSlices(String protocol, List<HistoryEntry.Slice> slices) {}

  /** What {@code slices.json} holds. */
  AllSlices allSlices() {
    return new AllSlices(challenger.protocol(), slices());
  }

  /**
   * The parts that the history has room for: of the pairs of cameras those where the challenger
   * gained least, as twelve cameras make 132 of them, every night.
   */
  List<HistoryEntry.Slice> told() {
    if (comparison == null) {
      return List.of();
    }
    Set<SliceResult> pairs =
        comparison.slices().stream()
            .filter(SliceResult::ofCameras)
            .sorted(Comparator.comparingDouble(slice -> slice.averagePrecision().difference()))
            .limit(TOLD_PAIRS)
            .collect(Collectors.toSet());
    return comparison.slices().stream()
        .filter(slice -> !slice.ofCameras() || pairs.contains(slice))
        .map(Trial::slice)
        .toList();
  }

  private static HistoryEntry.Slice slice(SliceResult slice) {
    Difference found = slice.averagePrecision();
    return new HistoryEntry.Slice(
        slice.name(),
        slice.queries(),
        slice.identities(),
        found.mean(),
        found.reference(),
        RunFigures.score(found.difference(), found.interval()));
  }

  /** How far the neighbours of fixed samples moved, or null. */
  HistoryEntry.Anchors anchors() {
    AnchorResult found = comparison == null ? null : comparison.anchors();
    return found == null
        ? null
        : new HistoryEntry.Anchors(found.anchors(), found.neighbours(), found.overlap());
  }

  /** The anchors whose neighbours changed most. */
  List<ChangedAnchor> changed() {
    AnchorResult found = comparison == null ? null : comparison.anchors();
    return found == null ? List.of() : found.changed().stream().map(Trial::changed).toList();
  }

  private static ChangedAnchor changed(ComparisonResult.ChangedAnchor anchor) {
    return new ChangedAnchor(
        shown(anchor.anchor(), true),
        anchor.overlap(),
        anchor.reference().stream().map(item -> shown(item.sample(), item.right())).toList(),
        anchor.model().stream().map(item -> shown(item.sample(), item.right())).toList());
  }

  private static Shown shown(SamplePicture sample, boolean right) {
    String picture = sample.png() == null ? null : Base64.getEncoder().encodeToString(sample.png());
    return new Shown(sample.sampleId(), sample.identity(), picture, right);
  }

  /** Evaluates the challenger, and holds it against the champion where there is one. */
  static Trial of(
      Stages stages,
      Challenge challenge,
      ChallengeFiles files,
      String data,
      ComparisonDetail detail,
      PhaseClock clock) {
    Figures alone =
        clock.time(
            "evaluate", () -> RunFigures.of(stages.evaluate(files.model(), data, files.report())));
    if (challenge.champion() == null) {
      return new Trial(alone, null, null);
    }
    ComparisonResult held =
        clock.time(
            "compare",
            () ->
                stages.compare(
                    new Stages.Named(challenge.request().champion(), files.champion()),
                    new Stages.Named(challenge.request().id(), files.model()),
                    data,
                    detail,
                    files.comparison()));
    return new Trial(RunFigures.of(held, 1), RunFigures.of(held, 0), held);
  }
}
