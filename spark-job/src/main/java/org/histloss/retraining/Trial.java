package org.histloss.retraining;

import java.util.List;
import org.histloss.evaluation.ComparisonResult;
import org.histloss.evaluation.EvaluationResult;
import org.histloss.report.history.HistoryEntry;
import org.histloss.report.history.HistoryEntry.Figures;

/**
 * What the evaluation of a challenger found.
 *
 * @param challenger its figures
 * @param incumbent the champion's on the same samples, or null
 * @param comparison of the two, or null
 */
record Trial(Figures challenger, Figures incumbent, ComparisonResult comparison) {

  /** Parts of the queries. */
  List<HistoryEntry.Slice> slices() {
    return List.of();
  }

  /** How far the neighbours of fixed samples moved, or null. */
  HistoryEntry.Anchors anchors() {
    return null;
  }

  /** Evaluates the challenger, and holds it against the champion where there is one. */
  static Trial of(
      Stages stages, Challenge challenge, ChallengeFiles files, String data, PhaseClock clock) {
    EvaluationResult.Figures alone =
        clock.time("evaluate", () -> stages.evaluate(files.model(), data, files.report()));
    if (challenge.champion() == null) {
      return new Trial(RunFigures.of(alone), null, null);
    }
    ComparisonResult held =
        clock.time(
            "compare",
            () ->
                stages.compare(
                    new Stages.Named(challenge.request().champion(), files.champion()),
                    new Stages.Named(challenge.request().id(), files.model()),
                    data,
                    files.comparison()));
    return new Trial(
        RunFigures.of(held.models().get(1)), RunFigures.of(held.models().get(0)), held);
  }
}
