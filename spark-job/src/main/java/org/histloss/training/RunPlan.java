package org.histloss.training;

import java.util.function.IntPredicate;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.histloss.batch.BatchStream;
import org.histloss.batch.IdentityIndex;
import org.histloss.batch.IdentitySampler;
import org.histloss.batch.PaperSampler;
import org.histloss.batch.Sampler;
import org.histloss.config.LossSettings.NodeRule;
import org.histloss.config.Settings;
import org.histloss.dataset.DatasetManifest.SampleShape;
import org.histloss.dataset.DatasetReader;
import org.histloss.dataset.JobException;
import org.histloss.network.Networks;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a run will do, known before its first write.
 *
 * @param data the data set
 * @param begin the stretch of rounds with which it begins
 * @param stream of mini-batches
 * @param network to be trained
 */
record RunPlan(
    DatasetReader data, Stretch begin, BatchStream stream, ComputationGraphConfiguration network) {
  /** The split that is trained on. */
  static final String SPLIT = "train";

  private static final Logger LOG = LoggerFactory.getLogger(RunPlan.class);

  /**
   * Plans a run.
   *
   * @throws JobException exit code 20 or 21 when settings and data do not go together
   */
  static RunPlan of(Settings settings, DatasetReader data) {
    return of(settings, data, code -> true);
  }

  /**
   * Plans a run on some of the identities.
   *
   * @param chosen whether the identity of a code takes part
   * @throws JobException exit code 20 or 21 when settings and data do not go together
   */
  static RunPlan of(Settings settings, DatasetReader data, IntPredicate chosen) {
    SampleShape shape = data.manifest().shape();
    checkShape(settings, shape);
    IdentityIndex index = IdentityIndex.of(data.manifest(), SPLIT, chosen);
    BatchStream stream = new BatchStream(sampler(settings, index));
    Stretch begin = begin(settings, stream);
    log(settings, index, begin.plan());
    return new RunPlan(
        data, begin, stream, Networks.configure(settings, shape, begin.plan().localSteps()));
  }

  /** How mini-batches are dealt at the run's beginning. */
  RoundPlan rounds() {
    return begin.plan();
  }

  private static void checkShape(Settings settings, SampleShape shape) {
    Settings.Image image = settings.image();
    SampleShape expected = new SampleShape(image.channels(), image.height(), image.width(), 0);
    if (shape.picture() && !shape.equals(expected)) {
      throw JobException.badConfiguration(
          "image = %s: the data set holds %s; set image.height, image.width and image.channels, or"
              + " prepare it again",
          expected, shape);
    }
  }

  private static Sampler sampler(Settings settings, IdentityIndex index) {
    Settings.Batch batch = settings.batch();
    long seed = settings.training().seed();
    return switch (batch.sampler()) {
      case IDENTITIES ->
          new IdentitySampler(index, batch.identities(), batch.samplesPerIdentity(), seed);
      case PAPER -> new PaperSampler(index, batch.size(), batch.capPerIdentity(), seed);
    };
  }

  private static Stretch begin(Settings settings, BatchStream stream) {
    Settings.Training training = settings.training();
    long batches = training.steps() > 0 ? training.steps() : stream.batchesIn(training.epochs());
    return new PeriodChoice(settings).first(training.workers(), batches);
  }

  private static void log(Settings settings, IdentityIndex index, RoundPlan rounds) {
    LOG.info(
        "{} identities of at least two samples ({} of one sample take no part), {} mini-batches in"
            + " {} {} of {} × {}",
        index.size(),
        index.singles(),
        rounds.batches(),
        rounds.rounds(),
        rounds.rounds() == 1 ? "round" : "rounds",
        rounds.workers(),
        rounds.averagingPeriod());
    if (settings.loss().nodes() != NodeRule.UNIFORM) {
      LOG.info(
          "loss.bins = {}: at most so many intervals, placed anew after every round",
          settings.loss().bins());
      return;
    }
    LOG.info(
        "loss.bins = {}: R = {} nodes, bin width {}",
        settings.loss().bins(),
        settings.loss().bins() + 1,
        2.0 / settings.loss().bins());
  }
}
