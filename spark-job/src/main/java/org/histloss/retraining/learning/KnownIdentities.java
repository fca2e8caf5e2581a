package org.histloss.retraining.learning;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Collection;
import java.util.stream.LongStream;

/**
 * The identities that a version's data set held, as hashes of 64 bits: a million take 8 MB. Two
 * identities share a hash by chance once in 2⁶⁴ pairs; a new one that does is taken for an old one.
 */
public final class KnownIdentities {
  /** Nobody. */
  public static final KnownIdentities NONE = new KnownIdentities(new long[0]);

  private final long[] hashes;

  private KnownIdentities(long[] sorted) {
    this.hashes = sorted;
  }

  /** All of these. */
  public static KnownIdentities of(Collection<String> identities) {
    return new KnownIdentities(
        identities.stream().mapToLong(KnownIdentities::hash).sorted().distinct().toArray());
  }

  /** Reads what {@link #bytes} gave. */
  public static KnownIdentities of(byte[] content) {
    long[] hashes = new long[content.length / Long.BYTES];
    ByteBuffer.wrap(content).asLongBuffer().get(hashes);
    Arrays.sort(hashes);
    return new KnownIdentities(hashes);
  }

  /** These and others. */
  public KnownIdentities and(KnownIdentities others) {
    return new KnownIdentities(
        LongStream.concat(Arrays.stream(hashes), Arrays.stream(others.hashes))
            .sorted()
            .distinct()
            .toArray());
  }

  /** The hashes, ascending, big-endian. */
  public byte[] bytes() {
    ByteBuffer bytes = ByteBuffer.allocate(hashes.length * Long.BYTES);
    bytes.asLongBuffer().put(hashes);
    return bytes.array();
  }

  /** Whether an identity is among them. */
  public boolean has(String identity) {
    return Arrays.binarySearch(hashes, hash(identity)) >= 0;
  }

  /** How many. */
  public int size() {
    return hashes.length;
  }

  /** The first 64 bits of the SHA-256 of the name in UTF-8. */
  public static long hash(String identity) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return ByteBuffer.wrap(digest.digest(identity.getBytes(StandardCharsets.UTF_8))).getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
