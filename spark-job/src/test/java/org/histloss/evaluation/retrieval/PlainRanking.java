package org.histloss.evaluation.retrieval;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.histloss.evaluation.retrieval.RetrievalItems.Role;

/** The definition, word for word: sort the whole gallery for each query, then look. */
final class PlainRanking {
  private PlainRanking() {}

  /** Gallery rows of one query's ranking, best first. */
  static List<Integer> ranking(RetrievalItems items, boolean crossCamera, int query) {
    List<Integer> gallery = new ArrayList<>();
    for (int row = 0; row < items.size(); row++) {
      boolean sameIdentity = items.identity(row) == items.identity(query);
      boolean sameCamera = items.camera(row) >= 0 && items.camera(row) == items.camera(query);
      boolean distractor = items.role(row) == Role.DISTRACTOR;
      boolean member = items.role(row) != Role.JUNK && items.role(row) != Role.QUERY;
      if (member && row != query && (distractor || !(crossCamera && sameIdentity && sameCamera))) {
        gallery.add(row);
      }
    }
    gallery.sort(
        Comparator.<Integer>comparingDouble(row -> -items.similarity(query, row))
            .thenComparingLong(items::ordinal));
    return gallery;
  }

  /** What comes first among equally similar items. */
  enum Order {
    SMALLER_ORDINAL,
    RELEVANT,
    OTHERS
  }

  /** 0-based ranks of the relevant items, for each query in ordinal order. */
  static List<List<Integer>> ranks(RetrievalItems items, boolean crossCamera) {
    return ranks(items, crossCamera, Order.SMALLER_ORDINAL);
  }

  private static boolean relevant(RetrievalItems items, int query, int row) {
    return items.identity(row) == items.identity(query) && items.role(row) != Role.DISTRACTOR;
  }

  /** The same with another order of equally similar items. */
  static List<List<Integer>> ranks(RetrievalItems items, boolean crossCamera, Order order) {
    List<List<Integer>> all = new ArrayList<>();
    for (int query = 0; query < items.size(); query++) {
      if (items.role(query) == Role.BOTH || items.role(query) == Role.QUERY) {
        int of = query;
        List<Integer> ranking = ranking(items, crossCamera, query);
        if (order != Order.SMALLER_ORDINAL) {
          ranking.sort(
              Comparator.<Integer>comparingDouble(row -> -items.similarity(of, row))
                  .thenComparing(row -> relevant(items, of, row) != (order == Order.RELEVANT)));
        }
        all.add(
            IntStream.range(0, ranking.size())
                .filter(rank -> relevant(items, of, ranking.get(rank)))
                .boxed()
                .toList());
      }
    }
    return all;
  }
}
