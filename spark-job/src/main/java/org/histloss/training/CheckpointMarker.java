package org.histloss.training;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * {@code checkpoint.json}: a checkpoint without its arrays, and how to know that these and this
 * itself are whole.
 *
 * @param nextRound see {@link Checkpoint}
 * @param configuration likewise
 * @param datasetVersion likewise
 * @param stretch likewise
 * @param best likewise
 * @param stateBytes length of {@code state.bin}
 * @param stateSha256 of {@code state.bin}
 * @param sha256 of this marker's JSON with an empty text here
 */
record CheckpointMarker(
    long nextRound,
    String configuration,
    String datasetVersion,
    Stretch stretch,
    BestScore best,
    long stateBytes,
    String stateSha256,
    String sha256) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Says that a checkpoint's files are not what they were written as. */
  static final class DamagedException extends IOException {
    private static final long serialVersionUID = 1L;

    DamagedException(String what) {
      super(what);
    }
  }

  /** The marker of a checkpoint whose state is stored as these bytes. */
  static CheckpointMarker of(Checkpoint checkpoint, byte[] state) {
    CheckpointMarker unsigned =
        new CheckpointMarker(
            checkpoint.nextRound(),
            checkpoint.configuration(),
            checkpoint.datasetVersion(),
            checkpoint.stretch(),
            checkpoint.best(),
            state.length,
            sha256(state),
            "");
    return unsigned.signed(sha256(unsigned.json()));
  }

  /**
   * Reads {@code checkpoint.json}.
   *
   * @throws DamagedException when it is no longer what was written
   */
  static CheckpointMarker read(byte[] json) throws IOException {
    CheckpointMarker marker;
    try {
      marker = JSON.readValue(json, CheckpointMarker.class);
    } catch (JsonProcessingException e) {
      throw new DamagedException("checkpoint.json is no marker");
    }
    if (marker == null || !sha256(marker.signed("").json()).equals(marker.sha256())) {
      throw new DamagedException("checkpoint.json does not have the SHA-256 that it names");
    }
    return marker;
  }

  /**
   * The checkpoint of this marker.
   *
   * @throws DamagedException when {@code state.bin} is not what the marker was written for
   */
  Checkpoint with(byte[] state) throws IOException {
    if (state.length != stateBytes) {
      throw new DamagedException(
          "state.bin has %d bytes instead of %d".formatted(state.length, stateBytes));
    }
    if (!sha256(state).equals(stateSha256)) {
      throw new DamagedException("state.bin does not have the SHA-256 that checkpoint.json names");
    }
    return new Checkpoint(
        nextRound, configuration, datasetVersion, RunStateFile.read(state), stretch, best);
  }

  byte[] json() {
    try {
      return JSON.writeValueAsBytes(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a checkpoint's marker has no JSON", e);
    }
  }

  private CheckpointMarker signed(String signature) {
    return new CheckpointMarker(
        nextRound,
        configuration,
        datasetVersion,
        stretch,
        best,
        stateBytes,
        stateSha256,
        signature);
  }

  private static String sha256(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
