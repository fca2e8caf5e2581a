package org.histloss.retraining.lock;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Locale;

/**
 * What a generation file of the lock says.
 *
 * @param owner whom to look for: host, process and run
 * @param since when it was taken, for people; nothing is decided by it, as clocks differ
 * @param heartbeat grows while the owner is alive
 * @param released whether the owner has given the lock back
 */
record Generation(String owner, String since, long heartbeat, boolean released) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Of a file whose owner was killed before it had written who it is. */
  private static final Generation UNKNOWN = new Generation("unknown", "unknown", 0, false);

  Generation alive() {
    return new Generation(owner, since, heartbeat + 1, released);
  }

  Generation given() {
    return new Generation(owner, since, heartbeat, true);
  }

  byte[] bytes() {
    try {
      return JSON.writeValueAsBytes(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a generation must be writable as JSON", e);
    }
  }

  static Generation of(byte[] content) {
    try {
      return JSON.readValue(content, Generation.class);
    } catch (IOException e) {
      return UNKNOWN;
    }
  }

  /** The name of a generation's file. */
  static String name(long number) {
    return String.format(Locale.ROOT, "%06d.json", number);
  }

  /** The name of what a generation is about to promote. */
  static String promotion(long number) {
    return String.format(Locale.ROOT, "%06d.promotion", number);
  }

  /** The number in a file's name; 0 for files of other names. */
  static long number(String file, String ending) {
    return file.matches("\\d{6,18}\\Q" + ending + "\\E")
        ? Long.parseLong(file.substring(0, file.length() - ending.length()))
        : 0;
  }
}
