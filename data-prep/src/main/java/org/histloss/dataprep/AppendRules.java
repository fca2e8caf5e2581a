package org.histloss.dataprep;

import org.histloss.dataprep.source.Listing;
import org.histloss.dataset.DatasetManifest;
import org.histloss.dataset.DatasetManifest.SplitRule;
import org.histloss.dataset.JobException;

/** Refuses settings and inputs that contradict the data set that they are to add to. */
final class AppendRules {
  private AppendRules() {}

  /**
   * Compares what is known without looking at the input.
   *
   * @param parent the data set's, or null
   * @throws JobException exit code 20
   */
  static void check(PrepareSettings settings, DatasetManifest parent) {
    if (parent == null) {
      return;
    }
    SplitRule has = parent.splitRule();
    SplitRule wants = settings.split();
    String output = settings.output();
    same(output, "split.train", wants.train(), has.train());
    same(output, "split.val", wants.val(), has.val());
    same(output, "split.test", wants.test(), has.test());
    same(output, "split.seed", wants.seed(), has.seed());
    if (parent.shape().picture()) {
      same(output, "image.channels", settings.picture().channels(), parent.shape().channels());
      same(output, "image.height", settings.picture().height(), parent.shape().height());
      same(output, "image.width", settings.picture().width(), parent.shape().width());
    }
  }

  private static void same(String output, String key, Object wanted, Object found) {
    if (!wanted.equals(found)) {
      throw JobException.badConfiguration(
          "%s = %s: must be %s, as in the data set %s that is added to",
          key, wanted, found, output);
    }
  }

  /**
   * Pictures are added to pictures, feature vectors to feature vectors.
   *
   * @throws JobException exit code 21
   */
  static void checkKind(String input, String output, Listing listing, DatasetManifest parent) {
    if (parent != null && listing.pictures() != parent.shape().picture()) {
      throw JobException.badData(
          "%s: holds %s: the data set %s holds %s per sample",
          input, listing.pictures() ? "pictures" : "feature vectors", output, parent.shape());
    }
  }
}
