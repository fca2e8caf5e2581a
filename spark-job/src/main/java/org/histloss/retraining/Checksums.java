package org.histloss.retraining;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Checksums in the format that {@code sha256sum --check} reads. */
final class Checksums {
  private Checksums() {}

  static byte[] text(Map<String, String> sums) {
    StringBuilder text = new StringBuilder();
    sums.forEach((file, sum) -> text.append(sum).append("  ").append(file).append('\n'));
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }
}
