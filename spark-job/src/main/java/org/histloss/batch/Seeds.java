package org.histloss.batch;

import java.nio.charset.StandardCharsets;

/**
 * Derives independent seeds from named parts, so that a random choice depends on what it is for and
 * never on what was drawn before it.
 */
public final class Seeds {
  private Seeds() {}

  /** One seed from several parts; their order matters. */
  public static long mix(long... parts) {
    long state = 0x9E3779B97F4A7C15L;
    for (long part : parts) {
      state = scramble(state ^ scramble(part + 0x9E3779B97F4A7C15L));
    }
    return state;
  }

  /** A 64-bit hash of a text's UTF-8 bytes (FNV-1a, then scrambled). */
  public static long hash(String text) {
    long hash = 0xCBF29CE484222325L;
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (b & 0xff)) * 0x100000001B3L;
    }
    return scramble(hash);
  }

  /** The finaliser of SplitMix64: every input bit reaches every output bit. */
  private static long scramble(long z) {
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
