package org.histloss.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.histloss.report.history.HistoryEntry;

/**
 * Distributions of similarities of the last runs as small pictures on the same axes. They are drawn
 * by the page itself, in its own colours, so that twelve of them weigh little.
 */
final class HistoryHills {
  private static final int RUNS = 12;
  private static final int INTERVALS = PairFigures.INTERVALS;

  private HistoryHills() {}

  /**
   * All small pictures.
   *
   * @param from the similarity at their left end; their right end is 1
   * @param hills oldest first
   */
  public record Panel(String from, List<Hill> hills) {}

  /**
   * One small picture, 100 wide and 50 high.
   *
   * @param number of the entry, from 1
   * @param id of the run
   * @param same outline of the pairs of one identity, in SVG's path language
   * @param different outline of the pairs of two
   * @param overlap area under both, as a percentage
   * @param words what it shows
   */
  public record Hill(
      String number, String id, String same, String different, String overlap, String words) {}

  private record Drawn(int number, String id, Similarities.Pairs pairs) {}

  /** The last runs with pairs of both kinds, or null where there is none. */
  static Panel of(List<HistoryEntry> entries) {
    List<Drawn> all =
        IntStream.range(0, entries.size())
            .mapToObj(
                i -> new Drawn(i + 1, entries.get(i).id(), HistoryValues.pairs(entries.get(i))))
            .filter(drawn -> PairFigures.of(drawn.pairs()) != null)
            .toList();
    if (all.isEmpty()) {
      return null;
    }
    List<Drawn> shown = all.subList(Math.max(0, all.size() - RUNS), all.size());
    double from =
        shown.stream().mapToDouble(d -> SimilarityChart.lowest(d.pairs())).min().orElse(-1);
    double top =
        shown.stream().mapToDouble(d -> SimilarityChart.highest(d.pairs())).max().orElse(1);
    List<Hill> hills = new ArrayList<>();
    shown.forEach(drawn -> hills.add(hill(drawn, from, top)));
    return new Panel(Figures.shortSimilarity(from), hills);
  }

  private static Hill hill(Drawn drawn, double from, double top) {
    PairFigures figures = PairFigures.of(drawn.pairs());
    String words =
        "Entry %s: pairs of one identity have mean similarity %s, pairs of two %s; overlap %s."
            .formatted(
                Figures.whole(drawn.number()),
                Figures.similarity(figures.positiveMean()),
                Figures.similarity(figures.negativeMean()),
                Figures.percent(figures.overlap()));
    return new Hill(
        Figures.whole(drawn.number()),
        drawn.id(),
        path(drawn.pairs().positive(), from, top),
        path(drawn.pairs().negative(), from, top),
        Figures.percent(figures.overlap()),
        words);
  }

  private static String path(List<Double> counts, double from, double top) {
    double[] shares = PairFigures.intervals(counts, INTERVALS);
    int first = (int) Math.round((from + 1) / 2 * INTERVALS);
    double wide = 100.0 / (INTERVALS - first);
    StringBuilder path = new StringBuilder("M0 50");
    for (int i = first; i < INTERVALS; i++) {
      double x = (i - first + 0.5) * wide;
      path.append(String.format(Locale.ROOT, "L%.1f %.1f", x, 50 - 47 * shares[i] / top));
    }
    return path.append("L100 50").toString();
  }
}
