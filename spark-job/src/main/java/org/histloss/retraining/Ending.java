package org.histloss.retraining;

import java.util.List;
import java.util.Map;
import org.histloss.dataset.ExitCode;

/**
 * How a command on a registry ended.
 *
 * @param state as in {@code status.json}
 * @param exitCode what the process ends with
 * @param message what happened, one line
 * @param runId of the run, or null
 * @param figures of the run
 * @param protocol by which the scores among them were taken, or null where there are none or it was
 *     not recorded
 * @param warnings a line each
 */
record Ending(
    String state,
    ExitCode exitCode,
    String message,
    String runId,
    Map<String, Double> figures,
    String protocol,
    List<String> warnings) {
  static final String PROMOTED = "promoted";
  static final String NOT_PROMOTED = "not promoted";
  static final String NOTHING_NEW = "nothing new";
  static final String DATA_REFUSED = "data refused";
  static final String LOCKED = "locked";
  static final String FAILED = "failed";

  /** How one without figures ended. */
  Ending(String state, ExitCode exitCode, String message, List<String> warnings) {
    this(state, exitCode, message, null, Map.of(), null, warnings);
  }
}
