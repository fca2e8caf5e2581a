package org.histloss.batch;

import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.histloss.dataset.DatasetManifest;
import org.histloss.dataset.DatasetManifest.SplitContents;
import org.histloss.dataset.JobException;

/**
 * Which samples belong to which identity of one split, without reading the samples.
 *
 * <p>A data set's ordinals run through its identities in the order of their codes, so that identity
 * counts tell them all: identity i owns the ordinals {@code first[i] … first[i] + count[i] − 1}.
 * Identities with one sample make no positive pair and are left out; {@link #singles()} counts
 * them.
 */
public final class IdentityIndex {
  private final long[] first;
  private final int[] count;
  private final int singles;

  /**
   * An index of given identities.
   *
   * @param first each identity's first ordinal, ascending
   * @param count each identity's samples
   */
  public IdentityIndex(long[] first, int[] count) {
    int[] kept = IntStream.range(0, count.length).filter(i -> count[i] >= 2).toArray();
    this.first = Arrays.stream(kept).mapToLong(i -> first[i]).toArray();
    this.count = Arrays.stream(kept).map(i -> count[i]).toArray();
    this.singles = count.length - kept.length;
  }

  /**
   * The identities of one split.
   *
   * @throws JobException exit code 21 when no identity has two samples
   */
  public static IdentityIndex of(DatasetManifest manifest, String split) {
    return of(manifest, split, code -> true);
  }

  /**
   * Some identities of one split.
   *
   * @param chosen whether the identity of a code takes part
   * @throws JobException exit code 21 when none that takes part has two samples
   */
  public static IdentityIndex of(DatasetManifest manifest, String split, IntPredicate chosen) {
    SplitContents contents = manifest.splits().get(split);
    if (contents == null || contents.trainableIdentities() == 0) {
      throw JobException.badData(
          "split %s has no identity of two samples: there is no positive pair to learn from",
          split);
    }
    long[] firstOfCode = firstOrdinals(manifest);
    int[] kept =
        IntStream.range(0, contents.codes().length)
            .filter(i -> chosen.test(contents.codes()[i]))
            .toArray();
    IdentityIndex index =
        new IdentityIndex(
            Arrays.stream(kept).mapToLong(i -> firstOfCode[contents.codes()[i]]).toArray(),
            Arrays.stream(kept).map(i -> contents.counts()[i]).toArray());
    if (index.size() == 0) {
      throw JobException.badData(
          "split %s: none of the %d chosen identities has two samples", split, kept.length);
    }
    return index;
  }

  /** The first ordinal of each identity code, over all splits. */
  private static long[] firstOrdinals(DatasetManifest manifest) {
    int identities = manifest.splits().values().stream().mapToInt(SplitContents::identities).sum();
    int[] counts = new int[identities];
    for (SplitContents contents : manifest.splits().values()) {
      for (int i = 0; i < contents.codes().length; i++) {
        counts[contents.codes()[i]] = contents.counts()[i];
      }
    }
    long[] first = new long[identities];
    for (int code = 1; code < identities; code++) {
      first[code] = first[code - 1] + counts[code - 1];
    }
    return first;
  }

  /** Identities with at least two samples. */
  public int size() {
    return count.length;
  }

  /** Samples of identity i. */
  public int count(int i) {
    return count[i];
  }

  /** The ordinal of sample k of identity i, k in 0..count(i) − 1. */
  public long ordinal(int i, int k) {
    return first[i] + k;
  }

  /** Identities left out because they have one sample. */
  public int singles() {
    return singles;
  }
}
