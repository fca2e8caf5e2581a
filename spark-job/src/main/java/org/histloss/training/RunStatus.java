package org.histloss.training;

import java.util.List;
import java.util.Map;

/**
 * {@code status.json} of a run folder, written last; a folder whose status is not {@code done}
 * holds no finished run.
 *
 * @param state {@code done}, {@code failed} or {@code being replaced}
 * @param exitCode what the process ended with
 * @param message why it failed, or null
 * @param parametersSha256 of the finished model, or null
 * @param datasetVersion the data it was trained on, or null
 * @param figures rounds, batches, samples, seconds, samples per second
 * @param warnings such as executors with different native libraries
 */
public record RunStatus(
    String state,
    int exitCode,
    String message,
    String parametersSha256,
    String datasetVersion,
    Map<String, Double> figures,
    List<String> warnings) {
  static final String DONE = "done";
  static final String FAILED = "failed";
  static final String BEING_REPLACED = "being replaced";
}
