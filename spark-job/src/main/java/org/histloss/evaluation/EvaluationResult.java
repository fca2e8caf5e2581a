package org.histloss.evaluation;

import java.util.List;
import java.util.Map;
import org.histloss.dataset.DatasetManifest;
import org.histloss.evaluation.retrieval.IdentityMeans;
import org.histloss.evaluation.retrieval.Measure;
import org.histloss.evaluation.retrieval.RetrievalMetrics;
import org.histloss.evaluation.retrieval.RetrievalProtocol;
import org.histloss.evaluation.retrieval.draws.DrawSpread;
import org.histloss.loss.SimilarityHistogram;

/**
 * What an evaluation found; the report is made of it.
 *
 * @param manifest of the data set
 * @param split the split that was evaluated
 * @param protocol who was compared with whom
 * @param test the model's figures, or null when raw pixels were evaluated alone
 * @param untrained figures of the same network before training, or null
 * @param rawPixels figures of the samples' own numbers, or null
 * @param rankings best and worst queries of {@code test} (of {@code rawPixels} without a model),
 *     where there are draws those of the first
 * @param insights what else there is to know
 * @param seconds wall time per phase, in the order they ran
 */
public record EvaluationResult(
    DatasetManifest manifest,
    String split,
    RetrievalProtocol protocol,
    Figures test,
    Figures untrained,
    Figures rawPixels,
    Rankings rankings,
    Insights insights,
    Map<String, Double> seconds) {

  /**
   * One embedding's figures.
   *
   * @param metrics Recall@K, mAP and counts
   * @param byIdentity Recall@1 and mAP with the queries grouped by identity
   * @param distributions similarities of the pairs that the protocol compares
   * @param spread over draws, or null where the protocol draws nothing; the metrics are means over
   *     the draws then, and their counts sums
   * @param zeroEmbeddings samples without a direction, whose similarity to everything is 0
   */
  public record Figures(
      RetrievalMetrics.Result metrics,
      Map<Measure, ByIdentity> byIdentity,
      SimilarityHistogram distributions,
      DrawSpread spread,
      long zeroEmbeddings) {}

  /**
   * One measure over identities.
   *
   * @param identities that have a query with a relevant item
   * @param mean of the identities' means
   * @param interval 95 % of the mean over queries, or null for fewer than two identities
   */
  public record ByIdentity(int identities, double mean, IdentityMeans.Interval interval) {}

  /**
   * Queries with the head of their rankings. No query is in both lists, and no list shows two
   * queries of one identity.
   *
   * @param best highest average precision first; of equal ones that with more relevant items
   * @param worst lowest average precision first; of equal ones that with more relevant items
   */
  public record Rankings(List<RankedQuery> best, List<RankedQuery> worst) {}

  /**
   * One query.
   *
   * @param query the query itself
   * @param averagePrecision its AP, a fraction
   * @param first 0-based rank of its first relevant item
   * @param relevant number of its relevant items
   * @param results the head of its ranking, best first
   */
  public record RankedQuery(
      SamplePicture query,
      double averagePrecision,
      int first,
      int relevant,
      List<RankedItem> results) {}

  /**
   * One entry of a ranking.
   *
   * @param sample the gallery item
   * @param similarity its similarity to the query
   * @param right whether it is relevant
   */
  public record RankedItem(SamplePicture sample, double similarity, boolean right) {}

  /**
   * A sample to be shown.
   *
   * @param sampleId its {@code sample_id}
   * @param identity its identity
   * @param camera its camera, or null
   * @param png its stored picture, or null for feature vectors
   */
  @SuppressWarnings("ArrayRecordComponent") // Carries stored bytes; never compared.
  public record SamplePicture(String sampleId, String identity, String camera, byte[] png) {}
}
