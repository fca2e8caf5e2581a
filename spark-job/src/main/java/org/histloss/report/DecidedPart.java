package org.histloss.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.histloss.report.comparison.Comparison;

/** Queries on which two models differ most, as the page of a comparison shows them. */
final class DecidedPart {
  private DecidedPart() {}

  /**
   * Queries that one of the two models wins.
   *
   * @param link what the page's navigation calls it
   * @param anchor its id on the page
   */
  public record Group(String title, String link, String anchor, List<Query> queries) {}

  /**
   * One query with what either model finds.
   *
   * @param relevant right results in the gallery
   */
  public record Query(Rankings.Sample sample, String relevant, List<Ranking> rankings) {}

  /**
   * What one model finds.
   *
   * @param averagePrecision in percent with the sign
   * @param firstRank of the first right result, from 1
   */
  public record Ranking(
      String letter,
      String name,
      String averagePrecision,
      String firstRank,
      List<ExamplePart.Found> results) {

    /** Whether there are so many results that they need a denser layout. */
    public boolean many() {
      return results.size() > 16;
    }
  }

  /**
   * The groups that hold a query: what the model wins first, then what it loses; the other way
   * round where the verdict is told from the reference's side.
   *
   * @param letter of the model
   */
  static List<Group> of(Comparison.Held held, String letter) {
    List<Group> groups = new ArrayList<>();
    if (!held.won().isEmpty()) {
      groups.add(group("won", letter, "A", held.won(), held));
    }
    if (!held.lost().isEmpty()) {
      groups.add(group("lost", letter, letter, held.lost(), held));
    }
    if (held.referenceIsBetter()) {
      Collections.reverse(groups);
    }
    return groups;
  }

  private static Group group(
      String end,
      String letter,
      String loser,
      List<Comparison.Query> queries,
      Comparison.Held held) {
    String winner = loser.equals("A") ? letter : "A";
    return new Group(
        "Queries that " + winner + " ranks better than " + loser,
        "Won by " + winner + " against " + loser,
        end + "-" + letter,
        queries.stream()
            .map(
                query ->
                    new Query(
                        query.sample(),
                        Figures.whole(query.relevant()),
                        List.of(
                            ranking("A", held.reference(), query.reference()),
                            ranking(letter, held.model(), query.model()))))
            .toList());
  }

  private static Ranking ranking(String letter, String name, Comparison.Found found) {
    List<ExamplePart.Found> results = new ArrayList<>();
    for (Rankings.Result result : found.results()) {
      results.add(
          new ExamplePart.Found(
              results.size() + 1,
              result.sample(),
              Figures.similarity(result.similarity()),
              result.right()));
    }
    return new Ranking(
        letter,
        name,
        Figures.percent(found.averagePrecision()),
        Figures.whole(found.firstRank()),
        results);
  }
}
