package org.histloss.retraining;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.histloss.config.ProtocolSettings;
import org.histloss.config.RetrainSettings;
import org.histloss.config.Settings;
import org.histloss.dataset.JobException;
import org.histloss.retraining.registry.Registry;
import org.histloss.retraining.status.LastWord;
import org.histloss.retraining.status.RegistryStatus;

/**
 * Brings a registry up to date with its data set: trains a challenger, holds it against the
 * champion, promotes it where the gate says so, and tells what it did. Meant to be started by a
 * scheduler and left alone: one run at a time, and a killed run is gone on with by the next.
 */
public final class RetrainJob {
  private final Configuration hadoop;
  private final Request request;
  private final Stages stages;
  private final Registry registry;
  private final UnderLock lock;
  private final Statuses statuses;

  /**
   * What to do.
   *
   * @param retrain the registry, the data and the rules
   * @param settings of training, evaluation and report
   */
  public record Request(RetrainSettings retrain, Settings settings) {
    /**
     * Refuses what can't be, without looking at any file.
     *
     * @throws JobException exit code 20
     */
    public void check() {
      require("retrain.registry", retrain.registry());
      require("retrain.data", retrain.data());
      checkPlaces();
      LastWord.check(retrain.webHook());
      checkSplit();
      if (settings.evaluation().protocol().protocol() == ProtocolSettings.Name.SINGLE_SHOT) {
        throw JobException.badConfiguration(
            "evaluation.protocol = single-shot: a challenger is held against the champion query by"
                + " query, and draws have none; must be auto, cross-camera or leave-one-out");
      }
    }

    /** As each looks after its own folder, and removes there what it doesn't know. */
    private void checkPlaces() {
      if (overlap(retrain)) {
        throw JobException.badConfiguration(
            "retrain.registry = %s: must lie neither in the data set's folder (retrain.data = %s) nor"
                + " around it",
            retrain.registry(), retrain.data());
      }
    }

    private static boolean overlap(RetrainSettings retrain) {
      String registry = folder(retrain.registry());
      String data = folder(retrain.data());
      return registry.startsWith(data) || data.startsWith(registry);
    }

    private static String folder(String path) {
      return new Path(path) + "/";
    }

    private void checkSplit() {
      Settings.SplitName split = settings.evaluation().split();
      if (split == Settings.SplitName.TRAIN) {
        throw JobException.badConfiguration(
            "evaluation.split = train: a champion is chosen on identities that were not trained on;"
                + " must be test or val");
      }
      // The best of many rounds on some identities says too much of it on the same ones.
      if (split == Settings.SplitName.VAL && settings.training().outcome().decidesByScores()) {
        throw JobException.badConfiguration(
            "evaluation.split = val: training.model or training.patience chose the challenger by"
                + " these identities already; must be test, or training.model last and"
                + " training.patience 0");
      }
    }

    private static void require(String key, String value) {
      if (value.isBlank()) {
        throw JobException.badConfiguration("%s: must be given, in --config or by --set", key);
      }
    }
  }

  private static boolean isApart(Registry registry, RetrainSettings retrain) {
    try {
      return retrain.data().isBlank() ? registry.hasBegun() : !Request.overlap(retrain);
    } catch (RuntimeException e) {
      return false; // The refusal is what matters.
    }
  }

  /** A job; nothing is read before {@link #run}, and no session opened before it is needed. */
  public RetrainJob(Configuration hadoop, Request request, Stages stages) {
    this.hadoop = hadoop;
    this.request = request;
    this.stages = stages;
    Path root = new Path(request.retrain().registry());
    this.registry = new Registry(hadoop, root);
    this.lock = new UnderLock(hadoop, root, request.retrain());
    this.statuses = new Statuses(hadoop, registry, request.retrain().webHook(), "retrain", lock);
  }

  /** Whether any command has been here: what says so is in no other folder. */
  public static boolean hasBegun(Configuration hadoop, String registry) {
    return new Registry(hadoop, new Path(registry)).hasBegun();
  }

  /**
   * Tells where people look that a run's settings were refused: nobody sees the exit code of a
   * driver on a cluster. Not in a folder that would be the data set's too.
   *
   * @param retrain the registry and the web hook; all else may be wrong
   * @param refusal why
   * @throws JobException the refusal; exit code 30 instead where it can't be told
   */
  public static void tellRefused(
      Configuration hadoop, RetrainSettings retrain, JobException refusal) {
    Registry registry = new Registry(hadoop, new Path(retrain.registry()));
    if (!isApart(registry, retrain)) {
      return;
    }
    UnderLock lock = new UnderLock(hadoop, registry.root(), retrain);
    RetrainSettings.WebHook hook = LastWord.isAddress(retrain.webHook()) ? retrain.webHook() : null;
    new Statuses(hadoop, registry, hook, "retrain", lock)
        .telling(
            Instant.now().truncatedTo(ChronoUnit.SECONDS),
            () -> {
              throw refusal;
            });
  }

  /**
   * Runs it; {@code status.json} tells the same, also when this throws.
   *
   * @return how it ended: promoted, not promoted, nothing new
   * @throws JobException exit code 21 for data that are refused or can't be read, 31 while another
   *     run holds the lock, and what training and evaluation throw
   */
  public RegistryStatus run() {
    Instant started = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    return statuses.telling(
        started,
        () -> {
          stages.begin();
          return lock.run(
              registry,
              stages::cancel,
              changes -> new RetrainRun(hadoop, request, stages, registry, changes).run());
        });
  }
}
