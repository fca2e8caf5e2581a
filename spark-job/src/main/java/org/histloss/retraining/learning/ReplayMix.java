package org.histloss.retraining.learning;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;

/**
 * Chooses the identities that a challenger is trained on when it begins from the champion: all that
 * the champion does not know, and of those that it knows as many as make up a share of all. Trained
 * on new identities alone it would forget the old ones; trained on all, the few new ones would
 * hardly be seen.
 *
 * <p>Old identities are those with the smallest hashes of (run, identity): others in every run,
 * whatever the order they are read in.
 */
public final class ReplayMix {
  private final BitSet chosen;
  private final int fresh;
  private final int replayed;

  private ReplayMix(BitSet chosen, int fresh, int replayed) {
    this.chosen = chosen;
    this.fresh = fresh;
    this.replayed = replayed;
  }

  /**
   * The mix of one run.
   *
   * @param identities names of all training identities by code
   * @param known identities of the champion's data set
   * @param share of old identities among the chosen ones, at least 0 and below 1
   * @param least identities that a training needs: with few new ones, more old ones take part than
   *     the share asks for
   * @param run name of the run
   */
  public static ReplayMix of(
      Map<Integer, String> identities, KnownIdentities known, double share, int least, String run) {
    List<Integer> fresh = new ArrayList<>();
    List<Integer> old = new ArrayList<>();
    identities.forEach((code, name) -> (known.has(name) ? old : fresh).add(code));
    long wanted =
        fresh.isEmpty()
            ? old.size()
            : Math.max(Math.round(fresh.size() * share / (1 - share)), least - fresh.size());
    BitSet chosen = new BitSet();
    fresh.forEach(chosen::set);
    old.stream()
        .sorted(
            Comparator.<Integer>comparingLong(
                    code -> KnownIdentities.hash(run + "\n" + identities.get(code)))
                .thenComparing(Comparator.naturalOrder()))
        .limit(Math.max(0, wanted))
        .forEach(chosen::set);
    return new ReplayMix(chosen, fresh.size(), chosen.cardinality() - fresh.size());
  }

  /** Whether the identity of a code is trained on. */
  public IntPredicate codes() {
    return chosen::get;
  }

  /** Identities that the champion does not know. */
  public int fresh() {
    return fresh;
  }

  /** Identities that it knows and that are trained on again. */
  public int replayed() {
    return replayed;
  }
}
