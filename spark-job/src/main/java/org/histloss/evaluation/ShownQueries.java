package org.histloss.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.histloss.evaluation.EvaluationResult.RankedItem;
import org.histloss.evaluation.EvaluationResult.RankedQuery;
import org.histloss.evaluation.EvaluationResult.Rankings;
import org.histloss.evaluation.retrieval.QueryOutcome;
import org.histloss.evaluation.retrieval.RetrievalEvaluator.Neighbour;
import org.histloss.evaluation.retrieval.RetrievalItems;

/** The best and the worst queries, and what was found for them. */
final class ShownQueries {
  private static final Comparator<QueryOutcome> MORE_RELEVANT_FIRST =
      Comparator.<QueryOutcome>comparingInt(outcome -> -outcome.ranks().length)
          .thenComparingLong(QueryOutcome::ordinal);
  private static final Comparator<QueryOutcome> WORST_FIRST =
      Comparator.comparingDouble(QueryOutcome::averagePrecision).thenComparing(MORE_RELEVANT_FIRST);
  private static final Comparator<QueryOutcome> BEST_FIRST =
      Comparator.comparingDouble(QueryOutcome::averagePrecision)
          .reversed()
          .thenComparing(MORE_RELEVANT_FIRST);

  private final SampleFacts facts;
  private final List<QueryOutcome> best;
  private final List<QueryOutcome> worst;
  private final List<List<Neighbour>> bestNeighbours;
  private final List<List<Neighbour>> worstNeighbours;

  /**
   * Chooses the queries and ranks the gallery for them once more.
   *
   * @param outcomes of all queries
   * @param limits how many queries and results
   */
  ShownQueries(
      SampleFacts facts,
      EmbeddedSplit split,
      List<QueryOutcome> outcomes,
      EvaluateSettings.Limits limits) {
    this.facts = facts;
    Set<Long> taken = new HashSet<>();
    // Of few identities half at most have the best queries: the worst must not be among them.
    int identities = identities(split.facts(), outcomes);
    int half = (identities + 1) / 2;
    int most = limits.queries();
    this.best = choose(split.facts(), outcomes, BEST_FIRST, Math.min(most, half), taken);
    int rest = Math.max(1, identities - best.size());
    this.worst = choose(split.facts(), outcomes, WORST_FIRST, Math.min(most, rest), taken);
    this.bestNeighbours = split.neighbours(rows(best), limits.neighbours());
    this.worstNeighbours = split.neighbours(rows(worst), limits.neighbours());
  }

  private static int identities(RetrievalItems items, List<QueryOutcome> outcomes) {
    return (int)
        outcomes.stream()
            .filter(QueryOutcome::evaluated)
            .mapToInt(outcome -> items.identity(outcome.row()))
            .distinct()
            .count();
  }

  private static List<QueryOutcome> choose(
      RetrievalItems items,
      List<QueryOutcome> outcomes,
      Comparator<QueryOutcome> order,
      int count,
      Set<Long> taken) {
    Set<Integer> identities = new HashSet<>();
    List<QueryOutcome> chosen = new ArrayList<>();
    List<QueryOutcome> candidates =
        outcomes.stream().filter(QueryOutcome::evaluated).sorted(order).toList();
    for (QueryOutcome outcome : candidates) {
      boolean free = !taken.contains(outcome.ordinal());
      if (chosen.size() < count && free && identities.add(items.identity(outcome.row()))) {
        chosen.add(outcome);
      }
    }
    chosen.forEach(outcome -> taken.add(outcome.ordinal()));
    return chosen;
  }

  private static int[] rows(List<QueryOutcome> outcomes) {
    return outcomes.stream().mapToInt(QueryOutcome::row).toArray();
  }

  /** Ordinals of all samples that are shown, queries and results. */
  long[] ordinals() {
    Set<Integer> rows = new LinkedHashSet<>();
    best.forEach(outcome -> rows.add(outcome.row()));
    worst.forEach(outcome -> rows.add(outcome.row()));
    bestNeighbours.forEach(list -> list.forEach(neighbour -> rows.add(neighbour.row())));
    worstNeighbours.forEach(list -> list.forEach(neighbour -> rows.add(neighbour.row())));
    return rows.stream().mapToLong(row -> facts.get(row).ordinal()).sorted().toArray();
  }

  /**
   * The rankings with pictures.
   *
   * @param pictures ordinal → PNG; samples without a picture are absent
   */
  Rankings with(Map<Long, byte[]> pictures) {
    return new Rankings(
        ranked(best, bestNeighbours, pictures), ranked(worst, worstNeighbours, pictures));
  }

  private List<RankedQuery> ranked(
      List<QueryOutcome> outcomes, List<List<Neighbour>> neighbours, Map<Long, byte[]> pictures) {
    RankedQuery[] queries = new RankedQuery[outcomes.size()];
    Arrays.setAll(
        queries,
        i -> {
          QueryOutcome outcome = outcomes.get(i);
          return new RankedQuery(
              facts.picture(outcome.row(), pictures),
              outcome.averagePrecision(),
              outcome.first(),
              outcome.ranks().length,
              neighbours.get(i).stream().map(found -> item(found, pictures)).toList());
        });
    return List.of(queries);
  }

  private RankedItem item(Neighbour found, Map<Long, byte[]> pictures) {
    return new RankedItem(
        facts.picture(found.row(), pictures), found.similarity(), found.relevant());
  }
}
