package org.histloss.evaluation;

import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.histloss.evaluation.Insights.RankLine;
import org.histloss.evaluation.Insights.RankLists;
import org.histloss.evaluation.retrieval.RetrievalEvaluator;
import org.histloss.evaluation.retrieval.RetrievalEvaluator.Neighbour;
import org.histloss.evaluation.retrieval.RetrievalItems;

/**
 * Rank lists that are found a stretch of queries at a time.
 *
 * @param neighbours results of each query
 */
record StreamedRanks(
    SampleFacts facts, RetrievalItems items, RetrievalEvaluator evaluator, int neighbours)
    implements RankLists {
  /** Queries whose results are held at once. */
  private static final int STRETCH = 4_096;

  /** Queries that one thread ranks. */
  private static final int PART = 256;

  @Override
  public void forEach(Consumer<RankLine> reader) {
    int[] queries =
        IntStream.range(0, items.size()).filter(row -> items.role(row).query()).toArray();
    for (int from = 0; from < queries.length; from += STRETCH) {
      stretch(Arrays.copyOfRange(queries, from, Math.min(from + STRETCH, queries.length)), reader);
    }
  }

  private void stretch(int[] queries, Consumer<RankLine> reader) {
    List<List<Neighbour>> lists =
        IntStream.range(0, (queries.length + PART - 1) / PART)
            .parallel()
            .mapToObj(part -> Arrays.copyOfRange(queries, part * PART, end(part, queries.length)))
            .flatMap(rows -> evaluator.neighbours(items, rows, neighbours).stream())
            .toList();
    for (int q = 0; q < queries.length; q++) {
      String query = facts.get(queries[q]).id();
      int rank = 0;
      for (Neighbour found : lists.get(q)) {
        rank++;
        reader.accept(
            new RankLine(
                query, rank, facts.get(found.row()).id(), found.similarity(), found.relevant()));
      }
    }
  }

  private static int end(int part, int queries) {
    return Math.min((part + 1) * PART, queries);
  }
}
