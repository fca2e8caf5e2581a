package org.histloss.evaluation.retrieval;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import org.histloss.dataset.JobException;

/**
 * Who is compared with whom.
 *
 * <p>Common to all protocols: the similarity is the dot product, higher ranks first; a query is
 * never compared with itself (same ordinal, not rank 0); equal similarities are ranked by ordinal,
 * smaller first; junk is neither query nor gallery; distractors stay in the gallery, are never
 * relevant and never queries; a sample without a role may be both query and gallery; a query
 * without a relevant item is counted and left out of every mean.
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

  /**
   * For each identity one random query (probe) of one camera and one random gallery item of
   * another, drawn again and again (CUHK03 in its first protocol; Ustinova and Lempitsky, 2016).
   *
   * <p>What isn't drawn takes no part in that draw. Identities that lack a sample of either camera
   * are left out of all draws and counted. So each query has exactly one relevant item, and its
   * average precision is that item's reciprocal rank.
   *
   * @param probeCamera camera of the queries; null for the data to decide, see {@link #between}
   * @param galleryCamera camera of the gallery items, likewise
   * @param draws how often, at least 1
   * @param seed of the draws, any number
   */
  record SingleShot(String probeCamera, String galleryCamera, int draws, long seed)
      implements RetrievalProtocol {
    private static final int SHOWN = 5;

    /** Refuses what can't be drawn (exit code 20). */
    public SingleShot {
      if (draws < 1) {
        throw JobException.badConfiguration(
            "evaluation.single-shot-draws = %d: must be at least 1", draws);
      }
      if (probeCamera != null && probeCamera.equals(galleryCamera)) {
        throw JobException.badConfiguration(
            "evaluation.gallery-camera = %s: must be another than evaluation.probe-camera",
            galleryCamera);
      }
    }

    @Override
    public String name() {
      return "single-shot";
    }

    /**
     * A draw has one query and one relevant item of each identity: nothing is left to leave out.
     */
    @Override
    public RetrievalProtocol ofOneRanking() {
      return new LeaveOneOut();
    }

    /** Refuses (exit code 20): a split as a whole would give another protocol's figures. */
    @Override
    public boolean leavesOut(int queryCamera, int galleryCamera) {
      throw JobException.badConfiguration(
          "evaluation.protocol = single-shot: scores draws, which evaluate makes; here it must be"
              + " leave-one-out or cross-camera");
    }

    /**
     * The protocol with both cameras named. Where none is, the data must have exactly two: the
     * smaller name becomes the probes' camera.
     *
     * @param cameras of the data
     * @param name of the data, for messages
     * @throws JobException exit code 21 for less than two cameras; 20 where a camera is named that
     *     the data lacks, or must be named
     */
    public SingleShot between(SortedSet<String> cameras, String name) {
      if (cameras.size() < 2) {
        throw JobException.badData(
            "%s has %s: single-shot needs two",
            name, cameras.isEmpty() ? "no camera" : "one camera (" + cameras.first() + ")");
      }
      checkKnown("evaluation.probe-camera", probeCamera, cameras, name);
      checkKnown("evaluation.gallery-camera", galleryCamera, cameras, name);
      if (cameras.size() == 2) {
        String probe = probeCamera != null ? probeCamera : other(galleryCamera, cameras);
        return new SingleShot(probe, other(probe, cameras), draws, seed);
      }
      if (probeCamera == null || galleryCamera == null) {
        throw JobException.badConfiguration(
            "%s: must be given, as %s has %d cameras (%s)",
            probeCamera == null ? "evaluation.probe-camera" : "evaluation.gallery-camera",
            name,
            cameras.size(),
            few(cameras));
      }
      return this;
    }

    /** Of two cameras that which isn't {@code camera}; the first where that is null. */
    private static String other(String camera, SortedSet<String> cameras) {
      return cameras.first().equals(camera) ? cameras.last() : cameras.first();
    }

    private static void checkKnown(
        String key, String camera, SortedSet<String> cameras, String name) {
      if (camera != null && !cameras.contains(camera)) {
        throw JobException.badConfiguration(
            "%s = %s: must be a camera of %s (%s)", key, camera, name, few(cameras));
      }
    }

    private static String few(SortedSet<String> cameras) {
      List<String> names = new ArrayList<>(cameras);
      int shown = Math.min(SHOWN, names.size());
      return String.join(", ", names.subList(0, shown)) + (shown < names.size() ? ", …" : "");
    }

    @Override
    public String describe() {
      return String.format(
          Locale.ROOT,
          "%s: dot product; of each identity one random probe of camera %s and one random gallery"
              + " sample of camera %s, %d draws (seed %d); scores are means over draws;"
              + " identities without a sample of both cameras left out and counted; junk removed;"
              + " distractors kept; ties by identity, then sample id; AP = reciprocal rank, as each probe"
              + " has one relevant sample",
          name(),
          probeCamera,
          galleryCamera,
          draws,
          seed);
    }

    @Override
    public Map<String, String> values() {
      Map<String, String> values = RetrievalProtocol.super.values();
      values.put(
          "queries",
          "of each identity one random sample of the probe's camera, without a role or query");
      values.put(
          "gallery",
          "of each identity one random sample of the gallery's camera, without a role or gallery;"
              + " all distractors");
      values.put("sameIdentityAndCamera", "never drawn");
      values.put("averagePrecision", "reciprocal rank: each probe has one relevant item");
      values.put("queriesWithoutRelevantItem", "none");
      values.put(
          "identitiesWithoutBothCameras", "counted, left out: neither probe nor gallery item");
      values.put("probeCamera", probeCamera);
      values.put("galleryCamera", galleryCamera);
      values.put("draws", Integer.toString(draws));
      values.put("seed", Long.toString(seed));
      values.put("scores", "means over the draws");
      values.put("spread", "standard deviation over the draws (divisor: draws − 1)");
      return values;
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
   * @throws JobException exit code 20 for a protocol that ranks no whole split
   */
  boolean leavesOut(int queryCamera, int galleryCamera);

  /** The protocol by which one ranking is made: itself, or that of one draw. */
  default RetrievalProtocol ofOneRanking() {
    return this;
  }

  /** The protocol in one line. */
  default String describe() {
    return String.format(
        Locale.ROOT,
        "%s: dot product; self left out; same identity and camera %s; junk removed; distractors"
            + " kept; ties by identity, then sample id; AP = mean of precisions; queries without a relevant"
            + " item counted and left out of the means",
        name(),
        sameCameraRule());
  }

  /** The protocol as named values, in a fixed order, for {@code report.json}. */
  default Map<String, String> values() {
    Map<String, String> values = new LinkedHashMap<>();
    values.put("name", name());
    values.put("similarity", "dot product of L2-normalised embeddings");
    values.put("queries", "samples without a role or with role query");
    values.put("gallery", "samples without a role or with role gallery or distractor");
    values.put("self", "left out");
    values.put("sameIdentityAndCamera", sameCameraRule());
    values.put("junk", "removed");
    values.put("distractors", "kept in the gallery, never relevant, never queries");
    values.put("ties", "by identity, then sample id, the smaller in UTF-8 order first");
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
