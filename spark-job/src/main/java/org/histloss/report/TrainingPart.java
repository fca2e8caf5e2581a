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
    if (training.health() != null) {
      health(facts, training.health());
    }
    long diverged = training.rounds().stream().filter(r -> !Double.isFinite(r.loss())).count();
    if (diverged > 0) {
      facts.put("Rounds without a finite loss", Figures.whole(diverged) + ", not drawn");
    }
    return facts;
  }

  /** Phase of a round → its time and share; empty where they are not known. */
  static Map<String, String> phases(TrainingHistory training) {
    Map<String, String> phases = new LinkedHashMap<>();
    if (training != null) {
      for (TrainingHistory.Phase phase : training.phases()) {
        phases.put(
            phase.name(),
            "%s ms, %s"
                .formatted(
                    Figures.whole(Math.round(1e3 * phase.seconds())),
                    Figures.percent(phase.share())));
      }
    }
    return phases;
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

  private static void health(Map<String, String> facts, TrainingHistory.Health health) {
    facts.put("Overlap of the histograms, last round", Figures.percent(health.overlap()));
    facts.put(
        "Without a gradient, last round",
        "%s of the positive pairs, %s of the negative ones"
            .formatted(
                Figures.percent(health.inertPositives()),
                Figures.percent(health.inertNegatives())));
    facts.put(
        "Nodes occupied, last round",
        "%s of %s".formatted(Figures.whole(health.nodesOccupied()), Figures.whole(health.nodes())));
    for (int i = 0; i < health.advice().size(); i++) {
      facts.put(i == 0 ? "Advice" : "Advice " + (i + 1), health.advice().get(i));
    }
  }
}
