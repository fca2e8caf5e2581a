package org.histloss.evaluation.retrieval;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.histloss.evaluation.retrieval.RetrievalEvaluator.Neighbour;

/** The first few of some queries' rankings, exact like the ranks. */
final class NearestNeighbours {
  /** Queries whose scores with the whole gallery are held at once. */
  private static final int QUERY_BLOCK = 32;

  // Rows ascend with ordinals: equal similarities are ordered by ordinal.
  private static final Comparator<Neighbour> BEST_FIRST =
      Comparator.comparingDouble(Neighbour::similarity).reversed().thenComparingInt(Neighbour::row);

  private final RetrievalItems items;
  private final Participants participants;
  private final ScoreScan scan;

  NearestNeighbours(RetrievalItems items, Participants participants, int galleryBlock) {
    this.items = items;
    this.participants = participants;
    this.scan = new ScoreScan(items.vectors(), participants.gallery(), galleryBlock);
  }

  /** One list for each query row, in their order, best first, at most {@code k} long. */
  List<List<Neighbour>> of(int[] queries, int k) {
    List<List<Neighbour>> lists = new ArrayList<>(queries.length);
    for (int from = 0; from < queries.length; from += QUERY_BLOCK) {
      int start = from;
      int to = Math.min(from + QUERY_BLOCK, queries.length);
      double[][] scores = new double[to - from][participants.gallery().length];
      scan.run(
          queries,
          from,
          to,
          (q, g, block, count) -> System.arraycopy(block, 0, scores[q - start], g, count));
      for (int q = from; q < to; q++) {
        lists.add(first(queries[q], scores[q - from], k));
      }
    }
    return lists;
  }

  private List<Neighbour> first(int query, double[] scores, int k) {
    for (int row : participants.leftOut(query)) {
      scores[participants.galleryPosition(row)] = Double.NEGATIVE_INFINITY;
    }
    // The true k best lie within twice the bound of the k-th best approximate score.
    double limit = kthBest(scores, k) - 2 * items.vectors().bound(query);
    List<Neighbour> near = new ArrayList<>();
    for (int g = 0; g < scores.length; g++) {
      if (scores[g] >= limit && scores[g] != Double.NEGATIVE_INFINITY) {
        int row = participants.gallery()[g];
        near.add(
            new Neighbour(row, items.similarity(query, row), participants.relevant(query, row)));
      }
    }
    near.sort(BEST_FIRST);
    return List.copyOf(near.subList(0, Math.min(k, near.size())));
  }

  private static double kthBest(double[] scores, int k) {
    PriorityQueue<Double> best = new PriorityQueue<>(k);
    for (double score : scores) {
      if (best.size() < k) {
        best.add(score);
      } else if (score > best.element()) {
        best.remove();
        best.add(score);
      }
    }
    return best.isEmpty() ? Double.NEGATIVE_INFINITY : best.element();
  }
}
