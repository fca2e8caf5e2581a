package org.histloss.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The scores as the page shows them: a few large figures, then the table. */
final class ScorePart {
  private ScorePart() {}

  /**
   * One large figure.
   *
   * @param label what it is
   * @param value the figure with its unit
   * @param note what to hold it against
   */
  public record Tile(String label, String value, String note) {}

  /**
   * One line of the table, each score in percent without the sign.
   *
   * @param name what was scored
   * @param recall Recall@K at the report's ranks
   * @param style {@code model}, {@code untrained} or {@code pixels}
   * @param skipped queries left out of the scores, or null where that is not known
   */
  public record Row(
      String name,
      String style,
      List<String> recall,
      String meanAveragePrecision,
      String queries,
      String skipped,
      String gallery) {}

  /** The figures that matter most; empty where the model wasn't scored. */
  static List<Tile> tiles(ReportData data) {
    List<Tile> tiles = new ArrayList<>();
    if (data.test() != null) {
      int first = data.recallAt().get(0);
      int last = data.recallAt().get(data.recallAt().size() - 1);
      IntStream.of(first, last).distinct().forEach(k -> addRecall(tiles, data, k));
      tiles.add(tile("mAP", data, Scores::meanAveragePrecision, "mean average precision"));
    }
    PairFigures after =
        data.similarities() == null ? null : PairFigures.of(data.similarities().after());
    if (after != null) {
      PairFigures before = PairFigures.of(data.similarities().before());
      String note =
          before == null
              ? "two identities more alike than one"
              : Figures.percent(before.reverse()) + " before training";
      tiles.add(new Tile("Mixed-up pairs", Figures.percent(after.reverse()), note));
    }
    return tiles;
  }

  private static void addRecall(List<Tile> tiles, ReportData data, int k) {
    if (data.test().recallAt(k).isPresent()) {
      String otherwise = k == 1 ? "right identity first" : "right identity among the first " + k;
      tiles.add(
          tile("Recall@" + k, data, scores -> scores.recallAt(k).orElse(Double.NaN), otherwise));
    }
  }

  private static Tile tile(
      String label, ReportData data, ToDoubleFunction<Scores> score, String otherwise) {
    double value = score.applyAsDouble(data.test());
    Scores baseline = data.rawPixels() != null ? data.rawPixels() : data.untrained();
    double gain = baseline == null ? Double.NaN : value - score.applyAsDouble(baseline);
    String name = data.rawPixels() != null ? "raw pixels" : "untrained";
    String note = Double.isFinite(gain) ? against(gain, name) : otherwise;
    return new Tile(label, Figures.percent(value), note);
  }

  private static String against(double difference, String baseline) {
    return "%s points against %s".formatted(Figures.signedPoints(difference), baseline);
  }

  /**
   * One line of the table of further measures, in percent without the sign.
   *
   * @param name what was scored
   * @param values in the order of {@link #measures}
   */
  public record MoreRow(String name, String style, List<String> values) {}

  /** Names of the further measures; empty where they are not known. */
  static List<String> measures(ReportData data) {
    if (data.test() == null || data.test().detail() == null) {
      return List.of();
    }
    List<String> names = new ArrayList<>(data.test().detail().measures().keySet());
    names.add("R@1 over identities");
    names.add("mAP over identities");
    return names;
  }

  /** The further measures of the model and its baselines, those that are known. */
  static List<MoreRow> moreRows(ReportData data) {
    List<MoreRow> rows = new ArrayList<>();
    addMore(rows, "This model", "model", data.test());
    addMore(rows, "Untrained network", "untrained", data.untrained());
    addMore(rows, "Raw pixels", "pixels", data.rawPixels());
    return rows;
  }

  private static void addMore(List<MoreRow> rows, String name, String style, Scores scores) {
    if (scores != null && scores.detail() != null) {
      Scores.Detail detail = scores.detail();
      List<String> values = new ArrayList<>();
      detail.measures().values().forEach(value -> values.add(Figures.points(value)));
      detail.overIdentities().values().forEach(value -> values.add(Figures.points(value)));
      rows.add(new MoreRow(name, style, values));
    }
  }

  /** What the scores' intervals are, in one sentence; null where there are none. */
  static String intervals(ReportData data) {
    if (data.test() == null) {
      return null;
    }
    String first = data.test().interval(Scores.Detail.RECALL_AT_1);
    String precision = data.test().interval(Scores.Detail.MEAN_AVERAGE_PRECISION);
    return first == null || precision == null
        ? null
        : "With a confidence of 95 %%, this model's R@1 lies at %s and its mAP at %s: %s identities redrawn %s times, each with all its queries."
            .formatted(
                first,
                precision,
                Figures.whole(data.test().detail().identities()),
                Figures.whole(data.test().detail().draws()));
  }

  /** What the draws were and how far apart they lie, in words; null without draws. */
  static String draws(ReportData data) {
    Scores.Detail.OverDraws over = data.test() == null ? null : data.test().overDraws();
    if (over == null) {
      return null;
    }
    String many = Figures.whole(over.count());
    Double deviation = over.meanAveragePrecisionDeviation();
    String spread =
        deviation == null
            ? "One draw was made, so that no spread is known."
            : alike(data)
                ? "Means over %s draws, which all gave the same scores.".formatted(many)
                : "Means ± standard deviations over %s draws.".formatted(many);
    return "%s mAP is the mean reciprocal rank here. Identities without a sample of both cameras, left out of all draws: %s. Queries with their results, hardest identities, label suspects, the table of cameras and ranks.csv are of the first draw only."
        .formatted(spread, Figures.whole(over.identitiesLeftOut()));
  }

  /** What a part that is found in one draw has to say; null where the protocol draws nothing. */
  static String firstDraw(ReportData data) {
    if (draws(data.test(), data.untrained(), data.rawPixels()).findAny().isEmpty()) {
      return null;
    }
    return "From the first draw only: one query and one gallery sample of each identity"
        + (alike(data)
            ? "; all other draws gave the same scores."
            : ". Other draws would show others; the scores at the top are means over all draws.");
  }

  private static Stream<Scores.Detail.OverDraws> draws(Scores... scores) {
    return Stream.of(scores)
        .filter(Objects::nonNull)
        .map(Scores::overDraws)
        .filter(Objects::nonNull);
  }

  /**
   * Whether no score of any embedding differs between draws, so that there is no spread to show.
   */
  private static boolean alike(ReportData data) {
    return draws(data.test(), data.untrained(), data.rawPixels())
        .allMatch(
            over ->
                over.meanAveragePrecisionDeviation() != null
                    && over.meanAveragePrecisionDeviation() == 0
                    && over.cmcDeviation().stream().allMatch(deviation -> deviation == 0));
  }

  /** Which Recall@K looks beyond the gallery's end, in one sentence; null where none does. */
  static String beyond(ReportData data) {
    return Stream.of(data.test(), data.untrained(), data.rawPixels())
        .filter(Objects::nonNull)
        .findFirst()
        .map(scores -> Scores.beyond(data.recallAt(), scores.gallery()))
        .orElse(null);
  }

  /** What ties leave open, in one sentence; null where they decide nothing. */
  static String ties(ReportData data) {
    Scores.Detail.Ties ties =
        data.test() == null || data.test().detail() == null ? null : data.test().detail().ties();
    String of = data.test() != null && data.test().overDraws() != null ? " of all draws" : "";
    return ties == null ? null : ties(ties, of);
  }

  /** The same of given ties, which are of {@code which} queries. */
  static String ties(Scores.Detail.Ties ties, String which) {
    String bounds =
        Stream.of(
                bounds("R@1", ties, Scores.Detail.RECALL_AT_1),
                bounds("mAP", ties, Scores.Detail.MEAN_AVERAGE_PRECISION))
            .filter(Objects::nonNull)
            .collect(Collectors.joining(", "));
    return "For %s queries%s a wrong result is exactly as similar as a right one%s."
        .formatted(
            Figures.whole(ties.queries()),
            which,
            bounds.isEmpty()
                ? ", which moves neither R@1 nor mAP by more than 0.01 points"
                : ": by the order of ties " + bounds);
  }

  /** Where ties let a score lie; null where both ends read alike. */
  private static String bounds(String name, Scores.Detail.Ties ties, String score) {
    double low = ties.pessimistic().get(score);
    double high = ties.optimistic().get(score);
    return Figures.finePoints(low).equals(Figures.finePoints(high))
        ? null
        : "%s lies between %s and %s"
            .formatted(name, Figures.finePoints(low), Figures.finePercent(high));
  }

  /** The model and its baselines, those that are known. */
  static List<Row> rows(ReportData data) {
    List<Row> rows = new ArrayList<>();
    add(rows, "This model", "model", data.test(), data);
    add(rows, "Untrained network", "untrained", data.untrained(), data);
    add(rows, "Raw pixels", "pixels", data.rawPixels(), data);
    return rows;
  }

  private static void add(
      List<Row> rows, String name, String style, Scores scores, ReportData data) {
    if (scores != null) {
      Scores.Detail.OverDraws spread = alike(data) ? null : scores.overDraws();
      rows.add(
          new Row(
              name,
              style,
              data.recallAt().stream().map(k -> recall(scores, k, spread)).toList(),
              Figures.points(scores.meanAveragePrecision()) + precisionSpread(spread),
              Figures.whole(scores.queries()),
              scores.skipped() == null ? null : Figures.whole(scores.skipped()),
              Figures.whole(scores.gallery())));
    }
  }

  private static String recall(Scores scores, int k, Scores.Detail.OverDraws spread) {
    OptionalDouble recall = scores.recallAt(k);
    return recall.isPresent()
        ? Figures.points(recall.getAsDouble()) + recallSpread(spread, k)
        : "–";
  }

  /**
   * The spread over draws under a score: {@code ± 1.2} on a line of its own, as columns are narrow;
   * nothing where it is not known.
   */
  private static String recallSpread(Scores.Detail.OverDraws spread, int k) {
    OptionalDouble deviation = spread == null ? OptionalDouble.empty() : spread.recallAt(k);
    return deviation.isPresent() ? plusMinus(deviation.getAsDouble()) : "";
  }

  private static String precisionSpread(Scores.Detail.OverDraws spread) {
    Double deviation = spread == null ? null : spread.meanAveragePrecisionDeviation();
    return deviation == null ? "" : plusMinus(deviation);
  }

  private static String plusMinus(double deviation) {
    return "\n±\u00a0" + Figures.points(deviation);
  }
}
