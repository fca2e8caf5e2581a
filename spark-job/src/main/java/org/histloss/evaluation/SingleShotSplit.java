package org.histloss.evaluation;

import java.util.Arrays;
import org.histloss.batch.Seeds;
import org.histloss.dataset.JobException;
import org.histloss.evaluation.retrieval.RetrievalItems;
import org.histloss.evaluation.retrieval.RetrievalProtocol;
import org.histloss.evaluation.retrieval.RetrievalProtocol.SingleShot;
import org.histloss.evaluation.retrieval.draws.SingleShotDraws;

/** What single-shot needs to know of a split: its cameras, and hashes that tell samples apart. */
final class SingleShotSplit {
  private SingleShotSplit() {}

  /**
   * The protocol as it applies to a split: checked, and with single-shot's cameras named.
   *
   * @param split the split's name
   * @param name of the samples, for messages
   * @throws JobException exit code 20 where cameras must be named otherwise; 21 where nothing can
   *     be found
   */
  static RetrievalProtocol settle(
      RetrievalProtocol asked, SampleFacts facts, String split, String name) {
    if (!(asked instanceof SingleShot open)) {
      facts.checkRelevant(asked, name);
      return asked;
    }
    SingleShot protocol = open.between(facts.cameras(), name);
    if (draws(protocol, facts, split, facts.bare()).identities() == 0) {
      throw JobException.badData(
          "%s: no identity has both a query of camera %s and a gallery sample of camera %s:"
              + " single-shot needs one",
          name, protocol.probeCamera(), protocol.galleryCamera());
    }
    return protocol;
  }

  /** The draws from a split's samples. */
  static SingleShotDraws draws(
      SingleShot protocol, SampleFacts facts, String split, RetrievalItems items) {
    return new SingleShotDraws(
        protocol,
        items,
        keys(facts, split),
        facts.cameraCode(protocol.probeCamera()),
        facts.cameraCode(protocol.galleryCamera()));
  }

  /** By names, not codes: codes change as other identities come and go. */
  private static long[] keys(SampleFacts facts, String split) {
    long splitKey = Seeds.hash(split);
    long[] keys = new long[facts.size()];
    Arrays.setAll(
        keys,
        row ->
            Seeds.mix(
                splitKey, Seeds.hash(facts.get(row).identity()), Seeds.hash(facts.get(row).id())));
    return keys;
  }
}
