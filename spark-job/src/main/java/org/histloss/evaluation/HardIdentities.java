package org.histloss.evaluation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.histloss.evaluation.Insights.HardIdentity;
import org.histloss.evaluation.retrieval.QueryOutcome;
import org.histloss.evaluation.retrieval.RetrievalEvaluator.Neighbour;
import org.histloss.evaluation.retrieval.RetrievalItems;

/**
 * The identities with the lowest mean average precision, and whom they are taken for.
 *
 * <p>Identities with a single scored query are taken only where there are too few others: one query
 * says more about its picture than about its identity.
 */
final class HardIdentities {
  private final SampleFacts facts;
  private final RetrievalItems items;
  private final List<Hard> hardest;

  /** The scored queries of one identity, in ordinal order, each with its first result. */
  private record Hard(List<QueryOutcome> queries, List<Neighbour> first) {}

  /** Of one identity: the mean over its queries; ties by more queries, then by identity code. */
  private static final Comparator<List<QueryOutcome>> HARDEST_FIRST =
      Comparator.<List<QueryOutcome>>comparingDouble(HardIdentities::meanAveragePrecision)
          .thenComparing(Comparator.comparingInt(List<QueryOutcome>::size).reversed());

  private static final Comparator<List<QueryOutcome>> SEVERAL_FIRST =
      Comparator.comparing(queries -> queries.size() == 1);

  /**
   * Chooses the identities and finds the first results of their queries.
   *
   * @param outcomes of all queries
   * @param count identities at most
   */
  HardIdentities(SampleFacts facts, EmbeddedSplit split, List<QueryOutcome> outcomes, int count) {
    this.facts = facts;
    this.items = split.facts();
    List<List<QueryOutcome>> chosen = choose(outcomes, count);
    int[] rows = chosen.stream().flatMap(List::stream).mapToInt(QueryOutcome::row).toArray();
    List<List<Neighbour>> first = split.neighbours(rows, 1);
    this.hardest = new ArrayList<>();
    int from = 0;
    for (List<QueryOutcome> queries : chosen) {
      int to = from + queries.size();
      List<Neighbour> results = first.subList(from, to).stream().map(list -> list.get(0)).toList();
      hardest.add(new Hard(queries, results));
      from = to;
    }
  }

  private List<List<QueryOutcome>> choose(List<QueryOutcome> outcomes, int count) {
    Map<Integer, List<QueryOutcome>> byIdentity = new TreeMap<>();
    for (QueryOutcome outcome : outcomes) {
      if (outcome.evaluated()) {
        byIdentity
            .computeIfAbsent(items.identity(outcome.row()), code -> new ArrayList<>())
            .add(outcome);
      }
    }
    return byIdentity.values().stream()
        .sorted(SEVERAL_FIRST.thenComparing(HARDEST_FIRST))
        .limit(count)
        .sorted(HARDEST_FIRST)
        .toList();
  }

  private static double meanAveragePrecision(List<QueryOutcome> queries) {
    return queries.stream().mapToDouble(QueryOutcome::averagePrecision).sum() / queries.size();
  }

  /** Rows of all samples that are shown. */
  IntStream rows() {
    return hardest.stream()
        .flatMapToInt(
            hard -> {
              int shown = shown(hard);
              int query = hard.queries().get(shown).row();
              return hard.first().get(shown).relevant()
                  ? IntStream.of(query)
                  : IntStream.of(query, hard.first().get(shown).row());
            });
  }

  /**
   * The identities with pictures.
   *
   * @param pictures ordinal → PNG; samples without a picture are absent
   */
  List<HardIdentity> with(Map<Long, byte[]> pictures) {
    return hardest.stream().map(hard -> hardIdentity(hard, pictures)).toList();
  }

  private HardIdentity hardIdentity(Hard hard, Map<Long, byte[]> pictures) {
    List<QueryOutcome> queries = hard.queries();
    long right = queries.stream().filter(outcome -> outcome.first() == 0).count();
    int shown = shown(hard);
    QueryOutcome query = queries.get(shown);
    Neighbour first = hard.first().get(shown);
    HardIdentity.Confusion confusion =
        first.relevant()
            ? null
            : new HardIdentity.Confusion(
                stranger(first.row())
                    ? "distractor " + facts.get(first.row()).id()
                    : facts.get(first.row()).identity(),
                confusions(hard).get(taken(first)),
                facts.picture(first.row(), pictures));
    return new HardIdentity(
        facts.get(query.row()).identity(),
        queries.size(),
        meanAveragePrecision(queries),
        (double) right / queries.size(),
        confusion,
        facts.picture(query.row(), pictures));
  }

  /** Distractors are many things under one identity: none of them is taken for another. */
  private boolean stranger(int row) {
    return items.role(row) == RetrievalItems.Role.DISTRACTOR;
  }

  /** Whom a query is taken for: an identity's code, or, after all of these, a distractor itself. */
  private long taken(Neighbour first) {
    return stranger(first.row())
        ? Integer.MAX_VALUE + 1L + first.row()
        : items.identity(first.row());
  }

  /** Whom a query is taken for → queries for which that wrongly comes first. */
  private Map<Long, Integer> confusions(Hard hard) {
    Map<Long, Integer> confusions = new TreeMap<>();
    for (Neighbour first : hard.first()) {
      if (!first.relevant()) {
        confusions.merge(taken(first), 1, Integer::sum);
      }
    }
    return confusions;
  }

  /**
   * Which of its queries is shown: the one with the lowest average precision among those that the
   * most frequent wrong identity comes first for, among all where none comes first.
   */
  private int shown(Hard hard) {
    Map<Long, Integer> confusions = confusions(hard);
    int most = confusions.values().stream().mapToInt(Integer::intValue).max().orElse(0);
    long taken =
        confusions.keySet().stream()
            .filter(code -> confusions.get(code) == most)
            .findFirst()
            .orElse(Long.MIN_VALUE);
    return IntStream.range(0, hard.queries().size())
        .filter(
            i ->
                most == 0
                    || (!hard.first().get(i).relevant() && taken(hard.first().get(i)) == taken))
        .boxed()
        .min(Comparator.comparingDouble(i -> hard.queries().get(i).averagePrecision()))
        .orElseThrow();
  }
}
