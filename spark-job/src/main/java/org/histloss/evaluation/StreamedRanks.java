package org.histloss.evaluation;

import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.histloss.evaluation.Insights.RankLine;
import org.histloss.evaluation.Insights.RankLists;
import org.histloss.evaluation.retrieval.RetrievalEvaluator.Neighbour;

/**
 * Rank lists that are found a stretch of queries at a time.
 *
 * @param neighbours results of each query
 */
record StreamedRanks(SampleFacts facts, EmbeddedSplit split, int neighbours) implements RankLists {
  /** Queries whose results are held at once. */
  private static final int STRETCH = 4_096;

  @Override
  public void forEach(Consumer<RankLine> reader) {
    int[] queries = split.samples().queries();
    for (int from = 0; from < queries.length; from += STRETCH) {
      stretch(Arrays.copyOfRange(queries, from, Math.min(from + STRETCH, queries.length)), reader);
    }
  }

  private void stretch(int[] queries, Consumer<RankLine> reader) {
    List<List<Neighbour>> lists = split.neighbours(queries, neighbours);
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
}
