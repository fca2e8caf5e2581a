package org.histloss.retraining;

import java.util.Locale;
import java.util.Map;
import org.histloss.config.RetrainSettings;
import org.histloss.config.Settings;
import org.histloss.retraining.learning.KnownIdentities;
import org.histloss.retraining.learning.ReplayMix;
import org.histloss.retraining.registry.Registry;
import org.histloss.training.TrainJob.Beginning;

/**
 * How the challenger learns.
 *
 * @param beginning from which parameters and on which identities
 * @param known identities of the champion's data
 * @param words the same in a sentence
 */
record Learning(Beginning beginning, KnownIdentities known, String words) {
  /** Identities of a version's data set. */
  static final String IDENTITIES = "identities.bin";

  /** From the champion on a mix of new and old identities, or from scratch on all. */
  static Learning of(
      SampleRows rows,
      Challenge challenge,
      Registry registry,
      RetrainSettings retrain,
      Settings.Batch batch) {
    KnownIdentities known = known(registry, challenge);
    if (challenge.request().fromScratch()) {
      return new Learning(
          Beginning.FROM_SCRATCH, known, "Trained from scratch on all training identities.");
    }
    Map<Integer, String> training = rows.trainable();
    ReplayMix mix =
        ReplayMix.of(training, known, retrain.replay(), least(batch), challenge.request().id());
    String words =
        String.format(
            Locale.ROOT,
            "Trained from version %s on %,d identities that are new to it and %,d of %,d old ones.",
            challenge.request().champion(),
            mix.fresh(),
            mix.replayed(),
            training.size() - mix.fresh());
    return new Learning(new Beginning(challenge.model(), mix.codes()), known, words);
  }

  /** Identities that surely fill a mini-batch, of two samples each where they are drawn freely. */
  private static int least(Settings.Batch batch) {
    return batch.sampler() == Settings.Sampler.PAPER ? (batch.size() + 1) / 2 : batch.identities();
  }

  private static KnownIdentities known(Registry registry, Challenge challenge) {
    byte[] content =
        challenge.champion() == null
            ? null
            : registry.read(challenge.request().champion(), IDENTITIES);
    return content == null ? KnownIdentities.NONE : KnownIdentities.of(content);
  }
}
