package org.histloss.report.findings;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.histloss.report.Rankings.Sample;

/**
 * An identity that is hard to find; scores are fractions.
 *
 * @param identity its name
 * @param queries of it that were scored
 * @param meanAveragePrecision over these queries
 * @param recallAt1 over these queries
 * @param sample one of its queries
 * @param confusion whom it is taken for, or null where no wrong result comes first
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record HardIdentity(
    String identity,
    int queries,
    @JsonProperty("mAP") double meanAveragePrecision,
    @JsonProperty("recall@1") double recallAt1,
    Sample sample,
    Confusion confusion) {

  /**
   * The identity that is most often ranked first instead.
   *
   * @param identity its name
   * @param queries for which it comes first
   * @param sample the sample that comes first for the shown query
   */
  public record Confusion(String identity, int queries, Sample sample) {}
}
