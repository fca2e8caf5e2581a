package org.histloss.evaluation;

import java.util.List;
import java.util.function.Consumer;
import org.histloss.evaluation.EvaluationResult.SamplePicture;

/**
 * What an evaluation found beyond its scores: where the model fails, and which of the data deserve
 * a second look. But for {@code roc} it is about the model, or about raw pixels without one.
 *
 * @param roc how well a threshold on the similarity separates the pairs
 * @param cameras scores by pair of cameras, or null where fewer than two take part
 * @param hardest identities with the lowest mean average precision, lowest first
 * @param suspects pairs that don't look as their identities say
 * @param embedding whether the embedding makes use of its dimensions
 * @param rankLists every query's first results
 */
public record Insights(
    Curves roc,
    Cameras cameras,
    List<HardIdentity> hardest,
    Suspects suspects,
    Health embedding,
    RankLists rankLists) {

  /**
   * A curve for each embedding.
   *
   * @param test the model's, or null
   * @param untrained of the same network before training, or null
   * @param rawPixels of the samples' own numbers, or null
   */
  public record Curves(Roc test, Roc untrained, Roc rawPixels) {}

  /**
   * A ROC curve over pairs.
   *
   * @param positives pairs of one identity
   * @param negatives pairs of two identities
   * @param curve false positive rates ascending, ten a decade
   * @param rates at the false positive rates 0.1, 0.01, 0.001 and 0.0001
   */
  public record Roc(long positives, long negatives, List<Point> curve, List<Point> rates) {

    /**
     * What accepting all pairs above a threshold gives.
     *
     * @param falsePositiveRate share of the negative pairs that are accepted
     * @param truePositiveRate share of the positive pairs that are accepted, or null where too few
     *     negative pairs are left to tell
     * @param threshold the similarity, or null likewise
     */
    public record Point(double falsePositiveRate, Double truePositiveRate, Double threshold) {}
  }

  /**
   * Scores with the gallery restricted to one camera.
   *
   * @param names of the cameras, ascending
   * @param leftOut cameras that take part and are not among them
   * @param without queries whose sample has no camera: in no pair
   * @param pairs of two cameras, a row of the table after the other
   */
  public record Cameras(List<String> names, int leftOut, int without, List<Cell> pairs) {

    /**
     * Queries of one camera against the gallery of one camera.
     *
     * @param query the queries' camera
     * @param gallery the gallery's camera
     * @param queries that have a relevant item there
     * @param recallAt1 Recall@1, a fraction, or null without such a query
     * @param meanAveragePrecision mAP, a fraction, or null without such a query
     */
    public record Cell(
        String query,
        String gallery,
        long queries,
        Double recallAt1,
        Double meanAveragePrecision) {}
  }

  /**
   * An identity that is hard to find.
   *
   * @param identity its name
   * @param queries of it that were scored
   * @param meanAveragePrecision over them, a fraction
   * @param recallAt1 over them, a fraction
   * @param confusion whom it is taken for, or null where no wrong result comes first
   * @param sample one of its queries, where there is a confusion one that shows it
   */
  public record HardIdentity(
      String identity,
      int queries,
      double meanAveragePrecision,
      double recallAt1,
      Confusion confusion,
      SamplePicture sample) {

    /**
     * The identity that is most often ranked first instead.
     *
     * @param identity its name
     * @param queries for which it comes first
     * @param sample the sample that comes first for the shown query
     */
    public record Confusion(String identity, int queries, SamplePicture sample) {}
  }

  /**
   * Pairs whose labels deserve a look; see {@link
   * org.histloss.evaluation.retrieval.RetrievalEvaluator#suspects}.
   *
   * @param positives of one identity, least similar first
   * @param negatives of two identities, most similar first
   */
  public record Suspects(List<Pair> positives, List<Pair> negatives) {

    /** Two samples with their similarity. */
    public record Pair(SamplePicture sample, SamplePicture other, double similarity) {}
  }

  /**
   * State of an embedding.
   *
   * @param dimension numbers in an embedding
   * @param zeros samples of the split whose embedding is zero
   * @param sampled samples that the following figures were taken from
   * @param meanSimilarity of all pairs of them
   * @param effectiveDimension participation ratio of the covariance's eigenvalues
   * @param reachable effective dimension if each identity of them had a direction of its own and
   *     all its samples lay on it: n − 1 for n identities of one size; 0 for a single identity
   * @param norms before normalisation, or null where they are not known
   */
  public record Health(
      int dimension,
      long zeros,
      int sampled,
      double meanSimilarity,
      double effectiveDimension,
      double reachable,
      Norms norms) {

    /** Smallest, middle and largest norm. */
    public record Norms(double min, double median, double max) {}
  }

  /** Every query's first results. They are found while they are read, so that none are held. */
  public interface RankLists {
    /** Hands over all lines: queries in ordinal order, each one's results best first. */
    void forEach(Consumer<RankLine> reader);
  }

  /**
   * One result of one query.
   *
   * @param query {@code sample_id} of the query
   * @param rank from 1
   * @param found {@code sample_id} of the gallery item
   * @param similarity of the two
   * @param relevant whether the query has to find it
   */
  public record RankLine(
      String query, int rank, String found, double similarity, boolean relevant) {}
}
