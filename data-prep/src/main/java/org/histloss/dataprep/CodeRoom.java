package org.histloss.dataprep;

import org.histloss.dataset.JobException;

/** What fits into an identity's code and into its number of samples: whole numbers of 32 bits. */
final class CodeRoom {
  private static final long MOST = Integer.MAX_VALUE;

  private CodeRoom() {}

  /**
   * Refuses more identities than there are codes, before they come to the driver.
   *
   * @param input named in the message
   * @param identities of the data set
   * @throws JobException exit code 21
   */
  static void checkIdentities(String input, long identities) {
    if (identities > MOST) {
      throw JobException.badData(
          "%s: identities = %d: must be at most %d, as many as there are codes",
          input, identities, MOST);
    }
  }

  /**
   * The samples of one identity.
   *
   * @throws JobException exit code 21 where they are too many
   */
  static int samples(String identity, long samples) {
    if (samples > MOST) {
      throw JobException.badData(
          "identity %s: samples = %d: must be at most %d", identity, samples, MOST);
    }
    return (int) samples;
  }
}
