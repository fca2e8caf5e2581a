package org.histloss.training;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import org.histloss.dataset.ExitCode;

/**
 * {@code status.json} of a run folder, written last; a folder whose status is not {@code done}
 * holds no finished run.
 *
 * @param state {@code done}, {@code failed} or {@code being replaced}
 * @param exitCode what the process ended with
 * @param message why it failed, or null
 * @param parametersSha256 of the finished model, or null
 * @param datasetVersion the data it was trained on, or null
 * @param figures rounds, batches, seconds, samples per second; whether the run stopped early (1 or
 *     0), the round whose parameters became the model and, where there were evaluations, the best
 *     round and its mAP
 * @param validationProtocol by which that mAP was taken, by its name; left out where there is none
 *     or it was not recorded
 * @param warnings such as executors with different native libraries, or a damaged checkpoint
 */
public record RunStatus(
    String state,
    int exitCode,
    String message,
    String parametersSha256,
    String datasetVersion,
    Map<String, Double> figures,
    @JsonInclude(JsonInclude.Include.NON_NULL) String validationProtocol,
    List<String> warnings) {
  static final String DONE = "done";
  static final String FAILED = "failed";
  static final String BEING_REPLACED = "being replaced";

  /** The status of a run that ended early. */
  static RunStatus failed(ExitCode exitCode, String message, List<String> warnings) {
    return new RunStatus(FAILED, exitCode.code(), message, null, null, null, null, warnings);
  }

  /** The status of a folder whose former run gives way to a new one, until that one ends. */
  static RunStatus beingReplaced() {
    return new RunStatus(BEING_REPLACED, 0, null, null, null, null, null, List.of());
  }
}
