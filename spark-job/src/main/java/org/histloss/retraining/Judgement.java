package org.histloss.retraining;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.histloss.config.RetrainSettings;
import org.histloss.evaluation.ComparisonResult;
import org.histloss.evaluation.retrieval.IdentityMeans.Difference;
import org.histloss.evaluation.retrieval.Measure;
import org.histloss.report.history.HistoryEntry;
import org.histloss.report.history.HistoryEntry.Cost;
import org.histloss.report.history.HistoryEntry.Drift;
import org.histloss.report.history.HistoryEntry.Kind;
import org.histloss.report.history.HistoryEntry.Outcome;
import org.histloss.retraining.drift.Movement;
import org.histloss.retraining.gate.Decision;
import org.histloss.retraining.gate.PromotionGate;
import org.histloss.retraining.registry.Registry;
import org.histloss.retraining.registry.Version;

/** Makes a line of the history of what a run found. */
final class Judgement {
  private static final int FORMAT = 1;

  private final RetrainSettings retrain;
  private final Registry registry;
  private final long generation;
  private final String owner;

  Judgement(RetrainSettings retrain, Registry registry, long generation, String owner) {
    this.retrain = retrain;
    this.registry = registry;
    this.generation = generation;
    this.owner = owner;
  }

  /** The gate's decision about a challenger, with all that it was decided by. */
  HistoryEntry of(Challenge challenge, DataCheck check, Trial trial, Cost cost) {
    Decision decision = new PromotionGate(retrain.gate()).decide(measured(trial));
    List<Drift> drift = new ArrayList<>(check.drift());
    Version before = registry.newest();
    if (before != null) {
      drift.addAll(similarities(before.entry().run().challenger(), trial.challenger()));
    }
    List<HistoryEntry.Check> checks = new ArrayList<>(check.checks());
    checks.addAll(decision.checks());
    Outcome outcome = decision.promoted() ? Outcome.PROMOTED : Outcome.NOT_PROMOTED;
    HistoryEntry.Run run =
        new HistoryEntry.Run(
            check.facts(),
            trial.challenger(),
            trial.incumbent(),
            trial.told(),
            checks,
            trial.anchors(),
            drift,
            cost,
            alarms(challenge, check, trial, drift, outcome));
    String champion = challenge.request().champion();
    return line(
        challenge.request().id(),
        decision.words(),
        outcome,
        decision.promoted() ? challenge.request().id() : champion,
        decision.promoted() ? champion : null,
        run);
  }

  private List<String> alarms(
      Challenge challenge, DataCheck check, Trial trial, List<Drift> drift, Outcome outcome) {
    List<String> alarms = new ArrayList<>();
    if (trial.incumbent() != null) {
      HistoryEntry.Figures made = challenge.champion().entry().run().challenger();
      alarms.addAll(alarms().ofChampion(made, trial.incumbent()));
    }
    alarms.addAll(alarms().of(check.facts(), drift, trial.anchors(), outcome));
    return List.copyOf(alarms);
  }

  /** Data that a limit stops. */
  HistoryEntry refused(String id, DataCheck check, String champion) {
    HistoryEntry.Run run =
        new HistoryEntry.Run(
            check.facts(),
            null,
            null,
            List.of(),
            check.checks(),
            null,
            check.drift(),
            null,
            alarms().of(check.facts(), check.drift(), null, Outcome.DATA_REFUSED));
    return line(
        id, "Data refused: " + check.words() + ".", Outcome.DATA_REFUSED, champion, null, run);
  }

  private Alarms alarms() {
    return new Alarms(retrain.watch(), registry.history(), generation);
  }

  private HistoryEntry line(
      String id,
      String why,
      Outcome outcome,
      String champion,
      String predecessor,
      HistoryEntry.Run run) {
    return new HistoryEntry(
        FORMAT,
        id,
        Kind.RUN,
        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
        owner,
        why,
        outcome,
        champion,
        predecessor,
        generation,
        run);
  }

  private static PromotionGate.Measured measured(Trial trial) {
    ComparisonResult.Held held =
        trial.comparison() == null ? null : trial.comparison().held().get(0);
    return new PromotionGate.Measured(
        trial.challenger().protocol(),
        trial.challenger().scores().get("mAP").value(),
        trial.challenger().scores().get("R@1").value(),
        difference(held, Measure.AVERAGE_PRECISION),
        difference(held, Measure.FIRST_RIGHT),
        trial.slices());
  }

  private static Difference difference(ComparisonResult.Held held, Measure measure) {
    return held == null ? null : held.differences().get(measure);
  }

  /**
   * Against the version before, as consumers would see them move; nothing where it was scored by
   * another protocol, which compares other pairs.
   */
  static List<Drift> similarities(HistoryEntry.Figures before, HistoryEntry.Figures now) {
    if (before.otherwiseThan(now)) {
      return List.of();
    }
    HistoryEntry.Similarities then = before.similarities();
    HistoryEntry.Similarities found = now.similarities();
    return List.of(
        Movement.ofCounts("positive similarities", then.positive(), found.positive()),
        Movement.ofCounts("negative similarities", then.negative(), found.negative()));
  }
}
