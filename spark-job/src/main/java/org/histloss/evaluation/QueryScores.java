package org.histloss.evaluation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.histloss.evaluation.ComparisonResult.Counts;
import org.histloss.evaluation.ComparisonResult.QueryLine;
import org.histloss.evaluation.retrieval.QueryOutcome;

/**
 * What one model makes of each query, kept after its embeddings are let go.
 *
 * <p>The queries are those of the protocol, in ordinal order, and so the same for all models.
 */
final class QueryScores {
  /** Average precisions that are nearer are the same sum, taken in another order. */
  private static final double SAME = 1e-12;

  private final int[] rows;
  private final int[] relevant;
  private final int[] firsts;
  private final double[] precisions;

  QueryScores(List<QueryOutcome> outcomes) {
    rows = outcomes.stream().mapToInt(QueryOutcome::row).toArray();
    relevant = outcomes.stream().mapToInt(outcome -> outcome.ranks().length).toArray();
    firsts = outcomes.stream().mapToInt(o -> o.evaluated() ? o.first() : -1).toArray();
    precisions =
        outcomes.stream()
            .mapToDouble(o -> o.evaluated() ? o.averagePrecision() : Double.NaN)
            .toArray();
  }

  /** Number of queries, those without a relevant item included. */
  int size() {
    return rows.length;
  }

  /** Row of a query's sample. */
  int row(int query) {
    return rows[query];
  }

  /** Number of a query's relevant items. */
  int relevant(int query) {
    return relevant[query];
  }

  /** 0-based rank of a query's first relevant item; −1 without any. */
  int first(int query) {
    return firsts[query];
  }

  /** Average precision of a query; NaN without a relevant item. */
  double averagePrecision(int query) {
    return precisions[query];
  }

  /** Counts the queries that have a relevant item by who has the higher average precision. */
  Counts against(QueryScores reference) {
    int[] sides = new int[3];
    for (int query = 0; query < size(); query++) {
      if (relevant[query] > 0) {
        sides[1 + side(gain(reference, query))]++;
      }
    }
    return new Counts(sides[2], sides[0], sides[1]);
  }

  /**
   * The queries that gain most over a reference, the largest gain first, of equal ones the smaller
   * ordinal; one for each identity.
   *
   * @param facts of the samples
   * @param most so many at most
   * @return positions of the queries
   */
  int[] gaining(QueryScores reference, SampleFacts facts, int most) {
    List<Integer> order =
        IntStream.range(0, size())
            .filter(query -> relevant[query] > 0 && side(gain(reference, query)) > 0)
            .boxed()
            .sorted(Comparator.comparingDouble(query -> -gain(reference, query)))
            .toList();
    Set<Integer> identities = new HashSet<>();
    List<Integer> chosen = new ArrayList<>();
    for (int query : order) {
      if (chosen.size() < most && identities.add(facts.get(rows[query]).identityCode())) {
        chosen.add(query);
      }
    }
    return chosen.stream().mapToInt(Integer::intValue).toArray();
  }

  /**
   * One line for each query, those with nothing to find included.
   *
   * @param all the models' scores, the reference's first
   */
  static List<QueryLine> lines(List<QueryScores> all, SampleFacts facts) {
    return IntStream.range(0, all.get(0).size())
        .mapToObj(query -> line(query, all, facts))
        .toList();
  }

  private static QueryLine line(int query, List<QueryScores> all, SampleFacts facts) {
    QueryScores first = all.get(0);
    SampleFacts.Sample sample = facts.get(first.row(query));
    boolean evaluated = first.relevant(query) > 0;
    return new QueryLine(
        sample.id(),
        sample.identity(),
        evaluated ? all.stream().map(scores -> scores.averagePrecision(query)).toList() : List.of(),
        evaluated ? all.stream().map(scores -> scores.first(query)).toList() : List.of());
  }

  private double gain(QueryScores reference, int query) {
    return precisions[query] - reference.precisions[query];
  }

  private static int side(double gain) {
    return gain > SAME ? 1 : gain < -SAME ? -1 : 0;
  }
}
