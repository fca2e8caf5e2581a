package org.histloss.retraining.lock;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * What a generation file of the lock says. Fields that a later version adds are passed over, or its
 * holders would look as if they had never written.
 *
 * @param owner whom to look for: host, process and run
 * @param since when it was taken, for people; nothing is decided by it, as clocks differ
 * @param heartbeat grows while the owner is alive
 * @param released whether the owner has given the lock back
 * @param expirySeconds after how long without a heartbeat the owner wants to be taken for dead; 0
 *     where it doesn't say
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record Generation(String owner, String since, long heartbeat, boolean released, int expirySeconds) {
  /** No holder is waited for longer, whatever a damaged file says. */
  static final int LONGEST_EXPIRY_SECONDS = 24 * 60 * 60;

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Of a file whose owner was killed before it had written who it is. */
  private static final Generation UNKNOWN = new Generation("unknown", "unknown", 0, false, 0);

  /** An owner of several lines would break the one line that names it. */
  Generation {
    owner = owner == null ? null : owner.replaceAll("\\R", " ");
    expirySeconds = Math.max(0, Math.min(expirySeconds, LONGEST_EXPIRY_SECONDS));
  }

  Generation alive() {
    return new Generation(owner, since, heartbeat + 1, released, expirySeconds);
  }

  Generation given() {
    return new Generation(owner, since, heartbeat, true, expirySeconds);
  }

  byte[] bytes() {
    try {
      return JSON.writeValueAsBytes(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a generation must be writable as JSON", e);
    }
  }

  /** What the content means; of damaged content nothing is believed, least of all a release. */
  static Generation of(String content) {
    try {
      Generation read = JSON.readValue(content.getBytes(StandardCharsets.UTF_8), Generation.class);
      return read == null || read.owner() == null || read.since() == null ? UNKNOWN : read;
    } catch (IOException e) {
      return UNKNOWN;
    }
  }
}
