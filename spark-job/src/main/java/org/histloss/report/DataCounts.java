package org.histloss.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;

/**
 * What the data set holds, from its manifest.
 *
 * @param path where it lies, or null
 * @param version its {@code datasetVersion}, or null
 * @param shape what one sample is, such as {@code 3×32×32}, or null
 * @param splits every split in the order train, val, test
 * @param rejects reason → inputs left out
 * @param notes observation → how many; these stayed in the data
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record DataCounts(
    String path,
    String version,
    String shape,
    List<Split> splits,
    Map<String, Long> rejects,
    Map<String, Long> notes) {

  /** Keeps copies of the lists and maps. */
  public DataCounts {
    splits = ReportData.copy(splits);
    rejects = ReportData.inOrder(rejects);
    notes = ReportData.inOrder(notes);
  }

  /**
   * One split.
   *
   * @param name {@code train}, {@code val} or {@code test}
   * @param samples its samples
   * @param identities its distinct identities
   * @param trainableIdentities identities with at least two samples
   */
  public record Split(String name, long samples, long identities, long trainableIdentities) {}
}
