package org.histloss.report;

import java.util.LinkedHashMap;
import java.util.Map;

/** The training in figures, beside its charts. */
final class TrainingPart {
  private TrainingPart() {}

  /** Name → value; empty where no training is known. */
  static Map<String, String> facts(TrainingHistory training) {
    Map<String, String> facts = new LinkedHashMap<>();
    if (training == null) {
      return facts;
    }
    if (training.loss() != null) {
      facts.put("Loss", training.loss());
    }
    if (!training.rounds().isEmpty()) {
      TrainingHistory.Round last = training.rounds().get(training.rounds().size() - 1);
      facts.put("Averaging rounds", Figures.whole(training.rounds().size()));
      facts.put("Mini-batches", Figures.whole(last.batches()));
      facts.put("Last learning rate", Figures.real(last.learningRate()));
    }
    if (training.batches() != null) {
      pairs(facts, training.batches());
    }
    long diverged = training.rounds().stream().filter(r -> !Double.isFinite(r.loss())).count();
    if (diverged > 0) {
      facts.put("Rounds without a finite loss", Figures.whole(diverged) + ", not drawn");
    }
    return facts;
  }

  private static void pairs(Map<String, String> facts, TrainingHistory.BatchPairs pairs) {
    facts.put("Mini-batches", Figures.whole(pairs.batches()));
    facts.put("Skipped for want of pairs", Figures.whole(pairs.skipped()));
    facts.put("Positive pairs in each", Figures.real(pairs.positivePairs()));
    facts.put("Negative pairs in each", Figures.real(pairs.negativePairs()));
    if (pairs.zeroGradientShare() != null) {
      facts.put("Pairs without a gradient", Figures.percent(pairs.zeroGradientShare()));
    }
  }
}
