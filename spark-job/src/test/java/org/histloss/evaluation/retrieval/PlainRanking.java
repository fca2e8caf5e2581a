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

  /** 0-based ranks of the relevant items, for each query in ordinal order. */
  static List<List<Integer>> ranks(RetrievalItems items, boolean crossCamera) {
    List<List<Integer>> all = new ArrayList<>();
    for (int query = 0; query < items.size(); query++) {
      if (items.role(query) == Role.BOTH || items.role(query) == Role.QUERY) {
        int of = query;
        List<Integer> ranking = ranking(items, crossCamera, query);
        all.add(
            IntStream.range(0, ranking.size())
                .filter(
                    rank ->
                        items.identity(ranking.get(rank)) == items.identity(of)
                            && items.role(ranking.get(rank)) != Role.DISTRACTOR)
                .boxed()
                .toList());
      }
    }
    return all;
  }
}
