package org.histloss.retraining.status;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;

/**
 * {@code status.json} of a registry: how the last command ended that would change it.
 *
 * @param formatVersion of this file: 1
 * @param command {@code retrain}, {@code promote} or {@code rollback}
 * @param state {@code promoted}, {@code not promoted}, {@code nothing new}, {@code data refused},
 *     {@code locked} or {@code failed}
 * @param exitCode what the process ended with
 * @param message what happened, in one line
 * @param runId of the run, or null where there was none
 * @param champion who is champion now, or null where there is none or it can't be read
 * @param started when, ISO 8601 in UTC, seconds
 * @param finished when, likewise
 * @param owner who ran it
 * @param figures of the run: scores of challenger and champion, counts, seconds
 * @param protocols by which the scores among them were taken: of the {@code champion}, and of the
 *     {@code challenger} and the champion on the same data; left out where none is known
 * @param warnings what somebody should look at, a line each
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RegistryStatus(
    int formatVersion,
    String command,
    String state,
    int exitCode,
    String message,
    String runId,
    Champion champion,
    String started,
    String finished,
    String owner,
    Map<String, Double> figures,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, String> protocols,
    List<String> warnings) {
  private static final String CHALLENGER = "challenger ";
  private static final String CHAMPION = "champion ";
  private static final String CHAMPION_NOW = "champion on the same data ";

  /**
   * The protocol of a figure.
   *
   * @param figure by its name, such as {@code champion mAP}
   * @return its protocol's name, or null where it is no score or its protocol is not known
   */
  String protocolOf(String figure) {
    if (figure.startsWith(CHALLENGER) || figure.startsWith(CHAMPION_NOW)) {
      return protocols.get("challenger");
    }
    return figure.startsWith(CHAMPION) ? protocols.get("champion") : null;
  }

  /**
   * The champion.
   *
   * @param version its name
   * @param parametersSha256 of its model
   * @param generation of the lock under which it became champion
   */
  public record Champion(String version, String parametersSha256, long generation) {}
}
