package org.histloss.training;

import org.histloss.config.Settings;
import org.histloss.config.Settings.Averaging;

/**
 * Cuts a run into stretches and chooses the averaging period of each, from values that a checkpoint
 * holds.
 *
 * <p>The warm start has period 1. After it the period is {@code training.averaging-period}, and the
 * rule may change it from stretch to stretch. As the next stretch is prepared while one trains, its
 * period follows from what was measured before that one began.
 */
final class PeriodChoice {
  private final Averaging averaging;
  private final int base;
  private final int segmentPartitions;
  private final long batchSize;
  private final boolean global;

  PeriodChoice(Settings settings) {
    this.averaging = settings.training().averaging();
    this.base = settings.training().averagingPeriod();
    this.segmentPartitions = settings.data().segmentPartitions();
    this.batchSize = batchSize(settings.batch());
    this.global = averaging.histogramScope() == Settings.HistogramScope.GLOBAL;
  }

  private static long batchSize(Settings.Batch batch) {
    return switch (batch.sampler()) {
      case IDENTITIES -> (long) batch.identities() * batch.samplesPerIdentity();
      case PAPER -> batch.size();
    };
  }

  /** The stretch with which a run begins. */
  Stretch first(int workers, long batches) {
    int period = averaging.warmStart() > 0 ? 1 : base;
    RoundPlan plan = new RoundPlan(workers, period, batches);
    return stretch(plan, 0, 0.0);
  }

  /**
   * The stretch after one.
   *
   * @param divergence of the replicas at the last average before it begins
   */
  Stretch after(Stretch before, double divergence) {
    RoundPlan plan = before.plan();
    if (before.followingPeriod() != plan.averagingPeriod()) {
      plan = plan.withPeriod(before.followingPeriod(), before.endRound());
    }
    return stretch(plan, before.endRound(), divergence);
  }

  private Stretch stretch(RoundPlan plan, long firstRound, double divergence) {
    long length = plan.roundsPerSegment(partitionsFor(plan), batchSize);
    // Segment borders are whole multiples from where the plan begins.
    long border = plan.originRound() + ((firstRound - plan.originRound()) / length + 1) * length;
    long end = Math.min(border, plan.rounds());
    if (warming(plan, firstRound)) {
      end = Math.min(end, firstRound + averaging.warmStart() - plan.clock(firstRound));
    }
    boolean warmAfter = end < plan.rounds() && warming(plan, end);
    return new Stretch(plan, end, warmAfter ? 1 : following(plan, firstRound, divergence));
  }

  /** Partitions of a segment in units of rounds × workers. */
  private int partitionsFor(RoundPlan plan) {
    return global ? segmentPartitions / plan.averagingPeriod() : segmentPartitions;
  }

  private boolean warming(RoundPlan plan, long round) {
    return plan.clock(round) < averaging.warmStart();
  }

  private int following(RoundPlan plan, long firstRound, double divergence) {
    int period = warming(plan, firstRound) ? base : plan.averagingPeriod();
    boolean measured = firstRound > 0 && !warming(plan, firstRound);
    return switch (averaging.periodRule()) {
      case FIXED -> period;
      case GROWING -> warming(plan, firstRound) ? base : Math.min(2 * period, longest());
      case DIVERGENCE -> measured ? byDivergence(period, divergence) : period;
    };
  }

  private int byDivergence(int period, double divergence) {
    if (divergence > averaging.targetDivergence()) {
      return Math.max(1, period / 2);
    }
    // Twice as long a period drifts at most about twice as far.
    boolean room = 2 * divergence < averaging.targetDivergence();
    return room ? Math.min(2 * period, longest()) : period;
  }

  private int longest() {
    return Math.max(base, averaging.longestPeriod());
  }
}
