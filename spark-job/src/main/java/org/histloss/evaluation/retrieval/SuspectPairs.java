package org.histloss.evaluation.retrieval;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.histloss.evaluation.retrieval.RetrievalEvaluator.Pair;
import org.histloss.evaluation.retrieval.RetrievalEvaluator.Suspects;

/**
 * Finds the positive pairs with the lowest and the negative pairs with the highest similarity,
 * exactly: the pairs that a protocol compares, each unordered pair once, and of any two identities
 * (or one and itself) only the most suspicious pair.
 *
 * <p>Products are a filter, as for ranks: a pair is compared by its exact similarity as soon as its
 * product lies within the bound of the least suspicious pair that is kept.
 */
final class SuspectPairs {
  private final RetrievalItems items;
  private final Participants participants;
  private final Kept positives;
  private final Kept negatives;

  SuspectPairs(RetrievalItems items, Participants participants, int count) {
    this.items = items;
    this.participants = participants;
    this.positives = new Kept(items, count, 1);
    this.negatives = new Kept(items, count, -1);
  }

  /**
   * Searches all queries; blocks change memory and time, not what is found.
   *
   * @param count pairs of each sign at most, at least 1
   */
  static Suspects search(
      RetrievalItems items,
      Participants participants,
      int count,
      int queryBlock,
      int galleryBlock) {
    int queries = participants.queries().length;
    List<SuspectPairs> parts =
        IntStream.range(0, (queries + queryBlock - 1) / queryBlock)
            .parallel()
            .mapToObj(
                block -> {
                  SuspectPairs part = new SuspectPairs(items, participants, count);
                  int from = block * queryBlock;
                  part.scan(from, Math.min(from + queryBlock, queries), galleryBlock);
                  return part;
                })
            .toList();
    SuspectPairs all = new SuspectPairs(items, participants, count);
    for (SuspectPairs part : parts) {
      part.positives.pairs().forEach(all.positives::keep);
      part.negatives.pairs().forEach(all.negatives::keep);
    }
    return new Suspects(all.positives.pairs(), all.negatives.pairs());
  }

  private void scan(int from, int to, int galleryBlock) {
    int[] queries = participants.queries();
    double[] bounds =
        IntStream.range(from, to).mapToDouble(q -> items.vectors().bound(queries[q])).toArray();
    new ScoreScan(items.vectors(), participants.gallery(), galleryBlock)
        .run(
            queries,
            from,
            to,
            (q, galleryFrom, scores, count) ->
                accept(queries[q], bounds[q - from], galleryFrom, scores, count));
  }

  private void accept(int query, double bound, int from, double[] scores, int count) {
    int[] gallery = participants.gallery();
    int identity = items.identity(query);
    for (int i = 0; i < count; i++) {
      int row = gallery[from + i];
      boolean met = row <= query && participants.mirrored(query, row);
      if (items.identity(row) != identity) {
        if (negatives.mayKeep(scores[i], bound) && !met) {
          negatives.offer(query, row);
        }
      } else if (positives.mayKeep(scores[i], bound) && !met && participants.relevant(query, row)) {
        positives.offer(query, row);
      }
    }
  }

  /** The most suspicious pairs so far, one for any two identities. */
  private static final class Kept {
    private final RetrievalItems items;
    private final int count;

    /** 1 where a low similarity is suspicious, −1 where a high one is. */
    private final int sign;

    private final TreeSet<Pair> pairs;
    private final Map<Long, Pair> byIdentities = new HashMap<>();
    private double limit = Double.POSITIVE_INFINITY;

    Kept(RetrievalItems items, int count, int sign) {
      this.items = items;
      this.count = count;
      this.sign = sign;
      // Rows ascend with ordinals: equal similarities are ordered by ordinal.
      this.pairs =
          new TreeSet<>(
              Comparator.<Pair>comparingDouble(pair -> sign * pair.similarity())
                  .thenComparingInt(Pair::row)
                  .thenComparingInt(Pair::other));
    }

    /** Whether a pair with this product could be among the kept ones. */
    boolean mayKeep(double product, double bound) {
      return sign * product - bound <= limit;
    }

    void offer(int row, int other) {
      keep(new Pair(row, other, items.similarity(row, other)));
    }

    void keep(Pair pair) {
      long identities = identities(pair);
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
        byIdentities.remove(identities(pairs.pollLast()));
      }
      if (pairs.size() == count) {
        limit = sign * pairs.last().similarity();
      }
    }

    private long identities(Pair pair) {
      int one = items.identity(pair.row());
      int two = items.identity(pair.other());
      return ((long) Math.min(one, two) << Integer.SIZE) | (Math.max(one, two) & 0xffffffffL);
    }

    List<Pair> pairs() {
      return List.copyOf(pairs);
    }
  }
}
