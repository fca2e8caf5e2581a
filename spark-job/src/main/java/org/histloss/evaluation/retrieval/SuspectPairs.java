package org.histloss.evaluation.retrieval;

import java.io.Serializable;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** The most suspicious pairs so far, one for any two identities; the same in whatever order. */
final class SuspectPairs implements Serializable {
  private static final long serialVersionUID = 1L;

  private final int count;

  /** 1 where a low similarity is suspicious, −1 where a high one is. */
  private final int sign;

  private final TreeSet<Pair> pairs;
  private final Map<Identities, Pair> byIdentities = new HashMap<>();

  /**
   * Two samples.
   *
   * @param ordinal of the query
   * @param other ordinal of the gallery item
   * @param low the smaller of their identity codes
   * @param high the larger one
   */
  record Pair(long ordinal, long other, double similarity, int low, int high)
      implements Serializable {}

  private record Identities(int low, int high) implements Serializable {}

  private static final class MostSuspiciousFirst implements Comparator<Pair>, Serializable {
    private static final long serialVersionUID = 1L;

    private final int sign;

    MostSuspiciousFirst(int sign) {
      this.sign = sign;
    }

    @Override
    public int compare(Pair one, Pair two) {
      int bySimilarity = Double.compare(sign * one.similarity(), sign * two.similarity());
      int byOrdinal = Long.compare(one.ordinal(), two.ordinal());
      return bySimilarity != 0
          ? bySimilarity
          : byOrdinal != 0 ? byOrdinal : Long.compare(one.other(), two.other());
    }
  }

  /**
   * Room for pairs.
   *
   * @param count at most, at least 1
   * @param sign 1 keeps low similarities, −1 high ones
   */
  SuspectPairs(int count, int sign) {
    this.count = count;
    this.sign = sign;
    this.pairs = new TreeSet<>(new MostSuspiciousFirst(sign));
  }

  /** The similarity of the least suspicious pair that is kept; anything may be kept before. */
  double limit() {
    return pairs.size() < count ? sign * Double.POSITIVE_INFINITY : pairs.last().similarity();
  }

  void offer(Pair pair) {
    Identities identities = new Identities(pair.low(), pair.high());
    Pair rival = byIdentities.get(identities);
    if (rival != null && pairs.comparator().compare(rival, pair) <= 0) {
      return;
    }
    if (rival != null) {
      pairs.remove(rival);
    }
    pairs.add(pair);
    byIdentities.put(identities, pair);
    if (pairs.size() > count) {
      Pair last = pairs.pollLast();
      byIdentities.remove(new Identities(last.low(), last.high()));
    }
  }

  void addAll(SuspectPairs other) {
    other.pairs.forEach(this::offer);
  }

  /** Most suspicious first. */
  List<Pair> pairs() {
    return List.copyOf(pairs);
  }
}
