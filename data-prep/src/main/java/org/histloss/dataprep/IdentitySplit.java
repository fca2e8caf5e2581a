package org.histloss.dataprep;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.histloss.dataset.DatasetManifest.SplitRule;

/**
 * Deals identities to splits by hash: u = f(SHA-256(seed, identity)) is a number in [0, 1), and
 * test has u &lt; test, val the next share, train the rest.
 *
 * <p>So an identity's split depends on nothing but its name, the seed and the shares: others may
 * come and go. Test is carved first, so that its identities are the same whatever the share of val,
 * and val is taken from what would otherwise be train.
 */
final class IdentitySplit {
  private static final double UNIT = 0x1.0p-53;

  private final SplitRule rule;

  IdentitySplit(SplitRule rule) {
    this.rule = rule;
  }

  String of(String identity) {
    double u = unit(rule.seed(), identity);
    if (u < rule.test()) {
      return "test";
    }
    // With no train share at all nothing may fall to it by rounding.
    return u < rule.test() + rule.val() || rule.train() == 0 ? val() : "train";
  }

  private String val() {
    return rule.val() == 0 ? "test" : "val";
  }

  /** The first 53 bits of SHA-256(seed as 8 bytes, big-endian; identity in UTF-8), over 2⁵³. */
  static double unit(long seed, String identity) {
    byte[] name = identity.getBytes(StandardCharsets.UTF_8);
    byte[] input = ByteBuffer.allocate(Long.BYTES + name.length).putLong(seed).put(name).array();
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(input);
      return (ByteBuffer.wrap(hash).getLong() >>> 11) * UNIT;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
