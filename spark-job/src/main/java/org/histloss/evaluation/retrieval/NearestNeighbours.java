package org.histloss.evaluation.retrieval;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.stream.Stream;
import org.histloss.evaluation.retrieval.RetrievalEvaluator.PartWork;

/** The first few of the rankings of a block of queries, exact like the ranks. */
final class NearestNeighbours extends PartWork<NearestNeighbours.Heads> {
  private static final long serialVersionUID = 1L;
  private static final Comparator<Hit> BEST_FIRST =
      Comparator.comparingDouble(Hit::similarity).reversed().thenComparingLong(Hit::ordinal);

  private final RetrievalItems queries;
  private final int k;
  private final int tile;

  /**
   * A gallery item.
   *
   * @param relevant whether the query has to find it
   */
  record Hit(long ordinal, double similarity, boolean relevant) implements Serializable {}

  /**
   * Heads of rankings.
   *
   * @param lists one for each query of the block, best first, at most k long
   */
  record Heads(List<List<Hit>> lists) implements Serializable {}

  NearestNeighbours(RetrievalProtocol protocol, RetrievalItems queries, int k, int tile) {
    super(protocol);
    this.queries = queries;
    this.k = k;
    this.tile = tile;
  }

  @Override
  Heads on(GalleryPart part) {
    if (part.size() == 0) {
      return new Heads(new ArrayList<>(Collections.nCopies(queries.size(), List.of())));
    }
    List<List<Hit>> lists = new ArrayList<>(queries.size());
    float[] scores = new float[part.size()];
    ExactProducts exactly = part.exactly();
    for (int from = 0; from < queries.size(); from += tile) {
      int to = Math.min(from + tile, queries.size());
      try (ScoreTile scoreTile = ScoreTile.of(queries, from, to, part)) {
        for (int q = from; q < to; q++) {
          scoreTile.read(q, scores);
          lists.add(head(q, scores, part, exactly));
        }
      }
    }
    return new Heads(lists);
  }

  private List<Hit> head(int q, float[] scores, GalleryPart part, ExactProducts exactly) {
    GalleryPart.Matches matches = part.matches(queries, q);
    for (int position : matches.leftOut()) {
      scores[position] = Float.NEGATIVE_INFINITY;
    }
    // The true k best lie within twice the bound of the k-th best score.
    double limit = kthBest(scores) - 2 * queries.vectors().bound(q, part.items().vectors());
    int[] near = new int[scores.length];
    int count = 0;
    for (int position = 0; position < scores.length; position++) {
      if (scores[position] >= limit && scores[position] != Float.NEGATIVE_INFINITY) {
        near[count++] = part.rows()[position];
      }
    }
    double[] query = new double[queries.dimension()];
    double[] similarities = new double[count];
    queries.vectors().row(q, query);
    exactly.of(query, near, count, similarities);
    int[] relevant = Arrays.stream(matches.relevant()).map(i -> part.rows()[i]).sorted().toArray();
    List<Hit> hits = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      boolean right = Arrays.binarySearch(relevant, near[i]) >= 0;
      hits.add(new Hit(part.items().ordinal(near[i]), similarities[i], right));
    }
    return best(hits.stream());
  }

  private double kthBest(float[] scores) {
    PriorityQueue<Float> best = new PriorityQueue<>(k);
    for (float score : scores) {
      if (best.size() < k) {
        best.add(score);
      } else if (score > best.element()) {
        best.remove();
        best.add(score);
      }
    }
    return best.isEmpty() ? Double.NEGATIVE_INFINITY : best.element();
  }

  private List<Hit> best(Stream<Hit> hits) {
    return new ArrayList<>(hits.sorted(BEST_FIRST).limit(k).toList());
  }

  @Override
  public Heads combine(Heads one, Heads other) {
    List<List<Hit>> lists = new ArrayList<>(one.lists().size());
    for (int q = 0; q < one.lists().size(); q++) {
      lists.add(best(Stream.concat(one.lists().get(q).stream(), other.lists().get(q).stream())));
    }
    return new Heads(lists);
  }
}
