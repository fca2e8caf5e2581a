package org.histloss.evaluation;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.histloss.evaluation.ComparisonResult.DecidedQuery;
import org.histloss.evaluation.ComparisonResult.Found;
import org.histloss.evaluation.ComparisonResult.Held;
import org.histloss.evaluation.ComparisonResult.ModelFigures;
import org.histloss.evaluation.EvaluateSettings.Bootstrap;
import org.histloss.evaluation.retrieval.IdentityMeans;
import org.histloss.evaluation.retrieval.IdentityMeans.Difference;
import org.histloss.evaluation.retrieval.IdentityMeans.Interval;
import org.histloss.evaluation.retrieval.Measure;
import org.histloss.evaluation.retrieval.RetrievalEvaluator.Evaluation;
import org.histloss.evaluation.retrieval.RetrievalEvaluator.Neighbour;
import org.histloss.evaluation.retrieval.RetrievalItems;
import org.histloss.evaluation.retrieval.RetrievalMetrics;
import org.histloss.loss.SimilarityHistogram;

/**
 * What is kept of one model of a comparison once its embeddings are let go.
 *
 * @param name of the model
 * @param dimension numbers in an embedding
 * @param zeros samples whose embedding is zero
 * @param metrics Recall@K, mAP and counts
 * @param means of the measures that models are held against each other by
 * @param distributions similarities of pairs
 * @param scores of each query
 * @param detail what is kept for parts of the queries and anchors, of nothing where not asked for
 */
record RankedModel(
    String name,
    int dimension,
    long zeros,
    RetrievalMetrics.Result metrics,
    Map<Measure, IdentityMeans> means,
    SimilarityHistogram distributions,
    QueryScores scores,
    KeptDetail detail) {
  private static final List<Measure> JUDGED =
      List.of(Measure.FIRST_RIGHT, Measure.AVERAGE_PRECISION);

  static RankedModel of(
      String name, EmbeddedSplit embedded, Evaluation evaluation, KeptDetail detail) {
    RetrievalItems items = embedded.facts();
    Map<Measure, IdentityMeans> means = new EnumMap<>(Measure.class);
    for (Measure measure : JUDGED) {
      means.put(measure, IdentityMeans.of(measure, items, evaluation.outcomes()));
    }
    return new RankedModel(
        name,
        embedded.dimension(),
        embedded.zeros(),
        evaluation.metrics(),
        means,
        evaluation.distributions(),
        new QueryScores(evaluation.outcomes()),
        detail);
  }

  /** Identities that have a query with a relevant item. */
  int identities() {
    return means.get(Measure.FIRST_RIGHT).identities();
  }

  ModelFigures figures(Bootstrap bootstrap) {
    Map<Measure, Interval> intervals = new EnumMap<>(Measure.class);
    means.forEach(
        (measure, mean) -> {
          Interval interval = mean.interval(bootstrap.draws(), bootstrap.seed());
          if (interval != null) {
            intervals.put(measure, interval);
          }
        });
    return new ModelFigures(name, dimension, zeros, metrics, intervals, distributions);
  }

  /** The differences to a reference, each interval with this share of the draws beyond each end. */
  Map<Measure, Difference> against(RankedModel reference, Bootstrap bootstrap, double tail) {
    Map<Measure, Difference> differences = new EnumMap<>(Measure.class);
    means.forEach(
        (measure, mean) ->
            differences.put(
                measure,
                mean.against(
                    reference.means.get(measure), bootstrap.draws(), bootstrap.seed(), tail)));
    return differences;
  }

  /**
   * One model held against the reference, with the queries that decide most.
   *
   * @param model the model
   * @param won positions of the queries that it wins
   * @param lost positions of those that it loses
   * @param rankings heads of its rankings, by row
   */
  record Contest(RankedModel model, int[] won, int[] lost, Map<Integer, List<Neighbour>> rankings) {

    /** Rows of the queries that are shown. */
    int[] rows() {
      return IntStream.concat(IntStream.of(won), IntStream.of(lost))
          .map(model.scores()::row)
          .toArray();
    }

    Held held(
        RankedModel reference,
        Map<Measure, Difference> differences,
        double tail,
        Map<Integer, List<Neighbour>> referenceRankings,
        SamplePictures pictures) {
      Decided decided = new Decided(reference, this, referenceRankings, pictures);
      return new Held(
          model.name(),
          reference.name(),
          1 - 2 * tail,
          differences,
          model.scores().against(reference.scores()),
          IntStream.of(won).mapToObj(decided::query).toList(),
          IntStream.of(lost).mapToObj(decided::query).toList());
    }
  }

  private record Decided(
      RankedModel reference,
      Contest contest,
      Map<Integer, List<Neighbour>> referenceRankings,
      SamplePictures pictures) {

    DecidedQuery query(int query) {
      int row = contest.model().scores().row(query);
      return new DecidedQuery(
          pictures.of(row),
          contest.model().scores().relevant(query),
          found(reference.scores(), query, referenceRankings.get(row)),
          found(contest.model().scores(), query, contest.rankings().get(row)));
    }

    private Found found(QueryScores scores, int query, List<Neighbour> ranking) {
      return new Found(scores.averagePrecision(query), scores.first(query), pictures.of(ranking));
    }
  }

  /** Heads of rankings by their queries' rows. */
  static Map<Integer, List<Neighbour>> byRow(int[] rows, List<List<Neighbour>> rankings) {
    Map<Integer, List<Neighbour>> heads = new HashMap<>();
    for (int i = 0; i < rows.length; i++) {
      heads.put(rows[i], rankings.get(i));
    }
    return heads;
  }
}
