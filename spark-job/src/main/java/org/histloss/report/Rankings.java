package org.histloss.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Base64;
import java.util.List;
import java.util.Objects;

/**
 * Queries with their first results, for the eye.
 *
 * @param best the queries with the highest average precision, best first
 * @param worst the queries with the lowest average precision, worst first
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Rankings(List<Query> best, List<Query> worst) {

  /** Keeps copies of the lists. */
  public Rankings {
    best = ReportData.copy(best);
    worst = ReportData.copy(worst);
  }

  /**
   * One query and its first results.
   *
   * @param sample the query
   * @param averagePrecision its average precision, a fraction
   * @param relevant right results in the gallery; null in reports that don't hold it
   * @param results the first results, most similar first
   */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Query(
      Sample sample, double averagePrecision, Integer relevant, List<Result> results) {
    /** Keeps a copy of the results. */
    public Query {
      Objects.requireNonNull(sample, "query.sample");
      results = ReportData.copy(results);
    }
  }

  /**
   * One gallery sample found for a query.
   *
   * @param sample the gallery sample
   * @param similarity cosine with the query, in [−1, 1]
   * @param right whether it is of the query's identity
   */
  public record Result(Sample sample, double similarity, boolean right) {}

  /**
   * A sample as it is shown.
   *
   * @param id its {@code sample_id}
   * @param identity its identity
   * @param camera its camera, or null
   * @param png its picture in base64, or null for feature vectors: a PNG, or a JPEG of a photograph
   *     that is larger than its place on the page
   */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Sample(String id, String identity, String camera, String png) {

    /**
     * A sample with its stored picture, reduced to a thumbnail where it is large.
     *
     * @param png the stored PNG, or null for feature vectors
     */
    public static Sample of(String id, String identity, String camera, byte[] png) {
      String base64 =
          png == null ? null : Base64.getEncoder().encodeToString(Thumbnail.of(png, id));
      return new Sample(id, identity, camera, base64);
    }

    /** The picture as the page takes it, with its media type. */
    public String dataUri() {
      // Every JPEG begins with the bytes ff d8 ff.
      return "data:image/%s;base64,%s".formatted(png.startsWith("/9j/") ? "jpeg" : "png", png);
    }
  }
}
