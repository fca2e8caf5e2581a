package org.histloss.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.histloss.report.comparison.Comparison;

/** A comparison's scores and queries as its page shows them. */
final class ComparisonPart {
  private ComparisonPart() {}

  /** What a model is called in tables and charts: A, B, C, … */
  static String letter(int model) {
    return model < 26 ? String.valueOf((char) ('A' + model)) : "M" + (model + 1);
  }

  /**
   * One line of the table of scores.
   *
   * @param name the model's
   * @param cells in the order of {@link #columns}
   */
  public record Row(String letter, String name, List<Cell> cells) {}

  /**
   * A score in percent without the sign.
   *
   * @param interval where it lies, or null
   */
  public record Cell(String value, String interval) {}

  /** Names of the scores. */
  static List<String> columns(Comparison data) {
    return data.models().get(0).scores().keySet().stream()
        .map(name -> name.replace("recall@", "R@"))
        .toList();
  }

  static List<Row> rows(Comparison data) {
    return IntStream.range(0, data.models().size())
        .mapToObj(
            i -> {
              Comparison.Model model = data.models().get(i);
              return new Row(letter(i), model.name(), cells(model));
            })
        .toList();
  }

  private static List<Cell> cells(Comparison.Model model) {
    List<Cell> cells = new ArrayList<>();
    model
        .scores()
        .forEach(
            (name, score) -> {
              Comparison.Interval interval = model.intervals().get(name);
              String range =
                  interval == null
                      ? null
                      : Figures.points(interval.low()) + " to " + Figures.points(interval.high());
              cells.add(new Cell(Figures.points(score), range));
            });
    return cells;
  }

  /** The verdicts: in full for two models, else with their figures in mAP alone. */
  static List<String> headlines(Comparison data) {
    if (data.held().size() == 1) {
      return List.of(unbroken(data.held().get(0).verdict()));
    }
    return data.held().stream().map(held -> brief(held.verdict())).toList();
  }

  /** A verdict whose figures keep their percent signs on their line. */
  private static String unbroken(String verdict) {
    return verdict.replace(" %", "\u00a0%");
  }

  private static String brief(String verdict) {
    int more = verdict.indexOf("; R@1 ");
    return unbroken(more < 0 || needsAll(verdict) ? verdict : verdict.substring(0, more) + ".");
  }

  /** Where the rest has the names or the figures that decide; see evaluation.Verdict. */
  private static boolean needsAll(String verdict) {
    return verdict.startsWith("Nothing can be shown")
        || verdict.startsWith("The measures disagree")
        || verdict.contains(" by R@1, by mAP no difference can be shown: ");
  }

  /**
   * One model held against the reference.
   *
   * @param letter of the model
   * @param ahead the better of the two, or the model where none is: the figures are from its side
   * @param behind the other
   * @param lines differences, {@code ahead} less {@code behind}
   * @param counts queries won, equal and lost
   */
  public record Contest(
      String letter,
      Named ahead,
      Named behind,
      String verdict,
      List<Line> lines,
      Comparison.Counts counts,
      List<DecidedPart.Group> groups) {}

  /** A model by letter and name. */
  public record Named(String letter, String name) {}

  /**
   * One measure's difference in percentage points, and where it lies in a drawing whose middle is
   * zero, in percent of the width.
   *
   * @param interval of the difference, or a dash
   * @param better share of the draws in which the model told of is ahead, or a dash
   * @param plot the drawing, or null without an interval
   */
  public record Line(
      String measure, String difference, String interval, String better, Plot plot) {}

  /**
   * Where to draw, in percent of the width with a point as the decimal sign.
   *
   * @param side {@code above} or {@code below} zero, or {@code open}
   */
  public record Plot(String left, String width, String at, String side) {}

  /** The models that are held against the reference. */
  static List<Contest> contests(Comparison data) {
    double scale =
        data.held().stream()
            .flatMap(held -> Stream.of(held.precision(), held.recallAt1()))
            .mapToDouble(ComparisonPart::reach)
            .reduce(1e-4, Math::max);
    return IntStream.range(0, data.held().size())
        .mapToObj(i -> contest(data.held().get(i), letter(i + 1), scale))
        .toList();
  }

  private static Contest contest(Comparison.Held held, String letter, double scale) {
    boolean turned = held.referenceIsBetter();
    Comparison.Held told = held.asTold();
    return new Contest(
        letter,
        new Named(turned ? "A" : letter, told.model()),
        new Named(turned ? letter : "A", told.reference()),
        unbroken(told.verdict()),
        List.of(line("mAP", told.precision(), scale), line("R@1", told.recallAt1(), scale)),
        told.counts(),
        DecidedPart.of(held, letter));
  }

  private static double reach(Comparison.Difference difference) {
    Comparison.Interval interval = difference.interval();
    return interval == null ? 0 : Math.max(Math.abs(interval.low()), Math.abs(interval.high()));
  }

  private static Line line(String measure, Comparison.Difference difference, double scale) {
    Double better = difference.better();
    return new Line(
        measure,
        signed(difference.difference()),
        difference.interval() == null ? "–" : range(difference),
        better == null ? "–" : Figures.percent(better),
        difference.interval() == null ? null : plot(difference, scale));
  }

  private static String range(Comparison.Difference difference) {
    return signed(difference.interval().low()) + " to " + signed(difference.interval().high());
  }

  /** A difference in percentage points with two decimals: ends close to zero are told from it. */
  private static String signed(double difference) {
    return Figures.signedPoints(difference, 2);
  }

  private static Plot plot(Comparison.Difference difference, double scale) {
    double low = difference.interval().low();
    double high = difference.interval().high();
    String side = low > 0 ? "above" : high < 0 ? "below" : "open";
    double half = 48 / scale; // a little room at either end
    return new Plot(
        Figures.finePoints((50 + half * low) / 100),
        Figures.finePoints(half * (high - low) / 100),
        Figures.finePoints((50 + half * difference.difference()) / 100),
        side);
  }

  /**
   * A model's pairs of samples.
   *
   * @param same mean similarity of one identity
   * @param different mean similarity of two
   * @param mixedUp how often a pair of two is more similar than a pair of one
   */
  public record Pairs(String letter, String name, String same, String different, String mixedUp) {}

  /** The models' pairs, those that have pairs of both signs. */
  static List<Pairs> pairs(Comparison data) {
    List<Pairs> rows = new ArrayList<>();
    for (int i = 0; i < data.models().size(); i++) {
      PairFigures figures = PairFigures.of(data.models().get(i).similarities());
      if (figures != null) {
        rows.add(
            new Pairs(
                letter(i),
                data.models().get(i).name(),
                Figures.similarity(figures.positiveMean()),
                Figures.similarity(figures.negativeMean()),
                Figures.percent(figures.reverse())));
      }
    }
    return rows;
  }

  /** How the intervals were found and what they leave out, in two sentences or three. */
  static String method(Comparison data) {
    Comparison.Bootstrap bootstrap = data.bootstrap();
    String several =
        data.held().size() == 1
            ? ""
            : " Each has a confidence of %s, so that all %d intervals of a measure hold together with 95 %%."
                .formatted(confidence(data), data.held().size());
    return ("Intervals of differences: %s identities redrawn %s times, each with all its queries and"
            + " the same draws for every model.%s They say what other identities of this kind would"
            + " change, not what another training seed would.")
        .formatted(
            Figures.whole(data.data().identities()), Figures.whole(bootstrap.draws()), several);
  }

  /** Of the intervals of differences: {@code 95 %}, {@code 98.33 %}. */
  static String confidence(Comparison data) {
    String text = Figures.finePercent(data.bootstrap().confidence());
    return text.replaceAll("\\.?0+\u00a0", "\u00a0");
  }
}
