package org.histloss.evaluation;

import java.util.List;
import java.util.Map;
import org.histloss.dataset.DatasetManifest;
import org.histloss.evaluation.EvaluationResult.RankedItem;
import org.histloss.evaluation.EvaluationResult.SamplePicture;
import org.histloss.evaluation.retrieval.IdentityMeans;
import org.histloss.evaluation.retrieval.Measure;
import org.histloss.evaluation.retrieval.RetrievalMetrics;
import org.histloss.evaluation.retrieval.RetrievalProtocol;
import org.histloss.loss.SimilarityHistogram;

/**
 * What a comparison of models on the same samples found.
 *
 * @param manifest of the data set
 * @param split the split that all were evaluated on
 * @param protocol who was compared with whom
 * @param identities that have a query with a relevant item
 * @param models each model's figures, the reference first
 * @param held every other model held against the reference, in the order of {@code models}
 * @param queries one line for each query, in ordinal order
 * @param slices parts of the queries on which the two models are held against each other; empty
 *     where no {@link CompareJob.ComparisonDetail} was asked for
 * @param anchors how far the neighbours of fixed queries differ between the two models; null
 *     likewise, or without any anchor
 * @param seconds wall time per phase, in the order they ran
 */
public record ComparisonResult(
    DatasetManifest manifest,
    String split,
    RetrievalProtocol protocol,
    int identities,
    List<ModelFigures> models,
    List<Held> held,
    List<QueryLine> queries,
    List<SliceResult> slices,
    AnchorResult anchors,
    Map<String, Double> seconds) {

  /**
   * One model's figures.
   *
   * @param name by which the models differ
   * @param dimension numbers in an embedding
   * @param metrics Recall@K, mAP, counts and what ties leave open
   * @param zeros samples whose embedding is zero, similar by 0 to everything
   * @param intervals 95 % of Recall@1 and of mAP; empty for fewer than two identities
   * @param distributions similarities of the pairs that the protocol compares
   */
  public record ModelFigures(
      String name,
      int dimension,
      long zeros,
      RetrievalMetrics.Result metrics,
      Map<Measure, IdentityMeans.Interval> intervals,
      SimilarityHistogram distributions) {}

  /**
   * One model held against the reference.
   *
   * @param model its name
   * @param reference the reference's name
   * @param confidence of each interval: such that all intervals of a measure hold together with 95
   *     % (Bonferroni: 1 − 0.05/k for k models held against the reference)
   * @param differences in Recall@1 and mAP, model less reference
   * @param counts queries by the model with the higher average precision
   * @param won queries that gain most, one for each identity
   * @param lost queries that lose most, one for each identity
   */
  public record Held(
      String model,
      String reference,
      double confidence,
      Map<Measure, IdentityMeans.Difference> differences,
      Counts counts,
      List<DecidedQuery> won,
      List<DecidedQuery> lost) {

    /** Which of the two is better, or that nothing can be shown, in a sentence with the figures. */
    public String verdict() {
      return new Verdict(model, reference, confidence)
          .of(differences.get(Measure.AVERAGE_PRECISION), differences.get(Measure.FIRST_RIGHT));
    }
  }

  /**
   * Queries with a relevant item.
   *
   * @param won with a higher average precision than the reference has
   * @param lost with a lower one
   * @param equal with the same
   */
  public record Counts(int won, int lost, int equal) {}

  /**
   * A query on which two models differ.
   *
   * @param query the query itself
   * @param relevant number of its relevant items
   * @param reference what the reference finds
   * @param model what the model that is held against it finds
   */
  public record DecidedQuery(SamplePicture query, int relevant, Found reference, Found model) {}

  /**
   * A query's ranking by one model.
   *
   * @param averagePrecision a fraction
   * @param first 0-based rank of its first relevant item
   * @param results the head of the ranking, best first
   */
  public record Found(double averagePrecision, int first, List<RankedItem> results) {}

  /**
   * One query's outcomes, by model in the order of {@link ComparisonResult#models}.
   *
   * @param sampleId its {@code sample_id}
   * @param identity its identity
   * @param averagePrecisions fractions; empty where nothing is relevant
   * @param firsts 0-based ranks of the first relevant items; empty where nothing is relevant
   */
  public record QueryLine(
      String sampleId, String identity, List<Double> averagePrecisions, List<Integer> firsts) {}

  /**
   * A part of the queries.
   *
   * @param name {@code camera A → B} for the queries of camera A with the gallery restricted to
   *     camera B, {@code camera A} for those of a camera that is not among the pairs, {@code new
   *     identities} or {@code rare identities}
   * @param queries with a relevant item, at least one
   * @param identities of these queries
   * @param averagePrecision mAP of both models on them, fractions, and the model's less the
   *     reference's with its 95 % interval, each interval for itself
   */
  public record SliceResult(
      String name, int queries, int identities, IdentityMeans.Difference averagePrecision) {
    private static final String CAMERA = "camera ";

    /** The name of the part of two cameras. */
    static String ofCameras(String query, String gallery) {
      return CAMERA + query + " → " + gallery;
    }

    /** The name of the part of one camera, against the whole gallery. */
    static String ofCamera(String query) {
      return CAMERA + query;
    }

    /** Whether this is a part by cameras, of which there may be hundreds. */
    public boolean ofCameras() {
      return name.startsWith(CAMERA);
    }
  }

  /**
   * How far the nearest neighbours of fixed queries differ between two models.
   *
   * @param anchors number of these queries
   * @param neighbours looked at for each: K; fewer where the gallery is smaller
   * @param overlap mean Jaccard index of the two top-K sets, a fraction
   * @param changed anchors whose sets differ, the lowest overlap first, of equal ones the smaller
   *     {@code sample_id}; at most 6
   */
  public record AnchorResult(
      int anchors, int neighbours, double overlap, List<ChangedAnchor> changed) {}

  /**
   * An anchor whose neighbours differ.
   *
   * @param anchor the query itself
   * @param overlap Jaccard index of its two top-K sets, a fraction
   * @param reference its first neighbours by the reference, best first; at most 6
   * @param model its first neighbours by the model, likewise
   */
  public record ChangedAnchor(
      SamplePicture anchor, double overlap, List<RankedItem> reference, List<RankedItem> model) {}
}
