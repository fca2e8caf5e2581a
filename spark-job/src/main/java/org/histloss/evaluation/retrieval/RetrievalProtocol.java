package org.histloss.evaluation.retrieval;

import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Which gallery items are left out of a query's ranking.
 *
 * <p>Common to all protocols: the similarity is the dot product, higher ranks first; a query is
 * never compared with itself (same ordinal, not rank 0); equal similarities are ranked by ordinal,
 * smaller first; junk is neither query nor gallery; distractors stay in the gallery, are never
 * relevant and never queries; a sample without a role is both query and gallery; a query without a
 * relevant item is counted and left out of every mean.
 */
public sealed interface RetrievalProtocol extends Serializable {

  /** Every other sample of the gallery is ranked (CUB-200, Online Products). */
  record LeaveOneOut() implements RetrievalProtocol {
    @Override
    public String name() {
      return "leave-one-out";
    }

    @Override
    public boolean leavesOut(int queryCamera, int galleryCamera) {
      return false;
    }
  }

  /** Items of the query's identity <em>and</em> camera are left out as well (Market-1501). */
  record CrossCamera() implements RetrievalProtocol {
    @Override
    public String name() {
      return "cross-camera";
    }

    @Override
    public boolean leavesOut(int queryCamera, int galleryCamera) {
      return queryCamera == galleryCamera && queryCamera != RetrievalItems.NO_CAMERA;
    }
  }

  /** The protocol's name in the report. */
  String name();

  /**
   * Whether a gallery item of the query's own identity, other than the query itself, is left out.
   * An item without a camera ({@link RetrievalItems#NO_CAMERA}) shares its camera with nobody.
   *
   * @param queryCamera camera code of the query
   * @param galleryCamera camera code of the gallery item
   */
  boolean leavesOut(int queryCamera, int galleryCamera);

  /** The protocol in one line. */
  default String describe() {
    return String.format(
        Locale.ROOT,
        "%s: dot product; self left out; same identity and camera %s; junk removed; distractors"
            + " kept; ties by smaller ordinal; AP = mean of precisions; queries without a relevant"
            + " item counted and left out of the means",
        name(),
        sameCameraRule());
  }

  /** The protocol as named values, in a fixed order, for {@code report.json}. */
  default Map<String, String> values() {
    Map<String, String> values = new LinkedHashMap<>();
    values.put("name", name());
    values.put("similarity", "dot product of L2-normalised embeddings");
    values.put("self", "left out");
    values.put("sameIdentityAndCamera", sameCameraRule());
    values.put("junk", "removed");
    values.put("distractors", "kept in the gallery, never relevant, never queries");
    values.put("ties", "smaller ordinal first");
    values.put("averagePrecision", "mean of the precisions at the relevant items");
    values.put("queriesWithoutRelevantItem", "counted, left out of the means");
    return values;
  }

  private String sameCameraRule() {
    return this instanceof CrossCamera ? "left out" : "kept";
  }

  /**
   * The protocol for a data set with or without a camera rule.
   *
   * @param excludeSameCamera whether items of the query's identity and camera are left out
   */
  static RetrievalProtocol of(boolean excludeSameCamera) {
    return excludeSameCamera ? new CrossCamera() : new LeaveOneOut();
  }
}
