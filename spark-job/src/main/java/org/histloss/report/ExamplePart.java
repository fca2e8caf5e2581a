package org.histloss.report;

import java.util.ArrayList;
import java.util.List;

/** Queries with their first results, as the page shows them. */
final class ExamplePart {
  /** More results than these lie closer together and scroll. */
  private static final int FEW = 16;

  private ExamplePart() {}

  /**
   * The best or the worst queries.
   *
   * @param title the heading
   * @param anchor its id on the page
   * @param queries in the order of the data
   */
  public record Group(String title, String anchor, List<Row> queries) {}

  /**
   * One query.
   *
   * @param averagePrecision in percent with the sign
   * @param found how many right results are shown, of how many there are
   */
  public record Row(
      Rankings.Sample sample, String averagePrecision, String found, List<Found> results) {

    /** Whether there are so many results that they need a denser layout. */
    public boolean many() {
      return results.size() > FEW;
    }
  }

  /** One result; {@code similarity} with two decimals. */
  public record Found(int rank, Rankings.Sample sample, String similarity, boolean right) {}

  /** The groups that hold a query: what works first, then what doesn't. */
  static List<Group> of(Rankings rankings) {
    List<Group> groups = new ArrayList<>();
    if (rankings != null) {
      add(groups, "Best queries", "best", rankings.best());
      add(groups, "Worst queries", "worst", rankings.worst());
    }
    return groups;
  }

  private static void add(
      List<Group> groups, String title, String anchor, List<Rankings.Query> queries) {
    if (!queries.isEmpty()) {
      groups.add(new Group(title, anchor, queries.stream().map(ExamplePart::row).toList()));
    }
  }

  private static Row row(Rankings.Query query) {
    List<Found> found = new ArrayList<>();
    for (Rankings.Result result : query.results()) {
      found.add(
          new Found(
              found.size() + 1,
              result.sample(),
              Figures.similarity(result.similarity()),
              result.right()));
    }
    return new Row(
        query.sample(),
        Figures.percent(query.averagePrecision()),
        found(query.relevant(), found),
        found);
  }

  /** Held against what there is to find: few right results may be all of them. */
  private static String found(Integer relevant, List<Found> shown) {
    String right = Figures.whole(shown.stream().filter(Found::right).count());
    String of = Figures.whole(shown.size());
    return relevant == null
        ? "%s of the first %s right".formatted(right, of)
        : "%s of %s found in the first %s".formatted(right, Figures.whole(relevant), of);
  }
}
