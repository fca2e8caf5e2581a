package org.histloss.report.history;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;

/**
 * One line of a registry's {@code history.jsonl}: a run, or a move of the champion by hand.
 *
 * @param formatVersion of the line: 1
 * @param id of the run ({@code 000007-1a2b3c4d}); of a move by hand, {@code 000012-rollback} or
 *     {@code 000012-promote} with the lock's generation
 * @param kind what it was
 * @param at when it was decided, ISO 8601 in UTC, seconds
 * @param who the owner of the lock: user, host and process
 * @param why the verdict in words, or what the person gave as reason
 * @param outcome what came of it
 * @param champion the version that is champion afterwards, or null while there is none
 * @param predecessor the champion before, or null where nothing moved or there was none
 * @param generation of the lock under which it was decided
 * @param run what a run found; of a move by hand the version's data and scores, and nothing else
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record HistoryEntry(
    int formatVersion,
    String id,
    Kind kind,
    String at,
    String who,
    String why,
    Outcome outcome,
    String champion,
    String predecessor,
    long generation,
    Run run) {

  /** What changed the registry. */
  public enum Kind {
    RUN,
    PROMOTE,
    ROLLBACK
  }

  /** What came of it. */
  public enum Outcome {
    /** The pointer moved. */
    PROMOTED,
    /** Trained and evaluated, refused by the gate. */
    NOT_PROMOTED,
    /** Stopped by a limit on the data, nothing trained. */
    DATA_REFUSED
  }

  /**
   * What a run found; what it did not come to is null or empty.
   *
   * @param data that it was given
   * @param challenger figures of what it trained
   * @param incumbent figures of the champion on the same samples, or null without one
   * @param slices parts of the queries; of many pairs of cameras the worst, and the version's
   *     {@code slices.json} has all
   * @param checks the rules that it was held against
   * @param anchors how far neighbours of fixed samples moved, or null without a champion
   * @param drift of inputs and similarities against the run before
   * @param cost what it took
   * @param alarms what somebody should look at, one line each
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Run(
      Data data,
      Figures challenger,
      Figures incumbent,
      List<Slice> slices,
      List<Check> checks,
      Anchors anchors,
      List<Drift> drift,
      Cost cost,
      List<String> alarms) {}

  /**
   * A version of the data set.
   *
   * @param version {@code datasetVersion} of its manifest
   * @param samples of all splits
   * @param identities of all splits
   * @param newIdentities that the run before did not know; all of them in the first run
   * @param rejects inputs that were left out when it was prepared
   */
  public record Data(
      String version, long samples, long identities, long newIdentities, long rejects) {}

  /**
   * Figures of one model on held-out identities.
   *
   * @param protocol by which they were scored, by its name in reports ({@code cross-camera}), or
   *     null in lines from before it was recorded
   * @param scores by name ({@code R@1}, {@code R@5}, {@code R@10}, {@code mAP}), fractions
   * @param similarities of the pairs that the protocol compares
   */
  public record Figures(
      @JsonInclude(JsonInclude.Include.NON_NULL) String protocol,
      Map<String, Score> scores,
      Similarities similarities) {

    /**
     * Whether these are known to be scored by another protocol than others, so that the two say
     * nothing about each other.
     */
    public boolean otherwiseThan(Figures others) {
      return protocol != null && others.protocol != null && !protocol.equals(others.protocol);
    }
  }

  /**
   * A fraction with its 95 % interval over identities.
   *
   * @param low end, or null where it is not known
   * @param high end, or null likewise
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Score(double value, Double low, Double high) {}

  /**
   * Counts of pairs in 200 equal cells of similarity from −1 to 1.
   *
   * @param positive pairs of one identity
   * @param negative pairs of two
   */
  @SuppressWarnings("ArrayRecordComponent") // Read and drawn; never compared.
  public record Similarities(double[] positive, double[] negative) {}

  /**
   * The queries of one kind.
   *
   * @param name such as {@code new identities} or {@code camera a → b}
   * @param queries with a relevant item
   * @param identities of these queries
   * @param challenger its mAP on them, a fraction
   * @param incumbent the champion's, or null without one
   * @param difference challenger less champion with its 95 % interval, or null likewise
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Slice(
      String name,
      int queries,
      int identities,
      double challenger,
      Double incumbent,
      Score difference) {}

  /**
   * A rule that the challenger was held against.
   *
   * @param name such as {@code mAP floor}
   * @param measured what was found, with its unit
   * @param rule what is asked, such as {@code at least 30.0 %}
   * @param met whether it is
   */
  public record Check(String name, String measured, String rule, boolean met) {}

  /**
   * How far the nearest neighbours of fixed samples differ between champion and challenger.
   *
   * @param anchors number of these samples
   * @param neighbours looked at for each: K
   * @param overlap mean Jaccard index of the two top-K sets, a fraction
   */
  public record Anchors(int anchors, int neighbours, double overlap) {}

  /**
   * How far a distribution moved since the run before.
   *
   * @param of what, such as {@code input brightness} or {@code negative similarities}
   * @param psi population stability index, natural logarithm
   * @param ks largest distance of the two distribution functions, a fraction
   */
  public record Drift(String of, double psi, double ks) {}

  /**
   * What a run took.
   *
   * @param seconds wall time of the whole run by phase, in the order they ran
   * @param samplesPerSecond trained
   * @param cores that the cluster gave
   * @param coreHours wall time × cores
   */
  public record Cost(
      Map<String, Double> seconds, double samplesPerSecond, int cores, double coreHours) {}
}
