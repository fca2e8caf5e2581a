package org.histloss.retraining;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.histloss.config.RetrainSettings;
import org.histloss.config.Settings;
import org.histloss.dataset.DatasetManifest;
import org.histloss.dataset.DatasetManifest.SampleShape;
import org.histloss.network.EmbeddingModel;
import org.histloss.report.history.HistoryEntry.Kind;
import org.histloss.report.history.HistoryEntry.Outcome;
import org.histloss.retraining.registry.Champion;
import org.histloss.retraining.registry.Registry;
import org.histloss.retraining.registry.RegistryChanges;
import org.histloss.retraining.registry.RunRequest;
import org.histloss.retraining.registry.Version;
import org.histloss.training.TrainJob.Beginning;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who is challenged, and how the challenger begins.
 *
 * @param request the run, new or gone on with
 * @param champion the version that is challenged, or null
 * @param model its model, or null
 */
record Challenge(RunRequest request, Version champion, EmbeddingModel model) {
  private static final Logger LOG = LoggerFactory.getLogger(Challenge.class);

  /**
   * Decides about the run, and goes on with one of the same kind that was interrupted.
   *
   * @throws org.histloss.dataset.JobException exit code 21 when the champion is damaged, or reads
   *     other samples than the data set holds
   */
  static Challenge of(
      Registry registry,
      RegistryChanges changes,
      RetrainSettings retrain,
      Settings settings,
      DatasetManifest manifest,
      Configuration hadoop) {
    Champion pointer = registry.champion();
    Version champion = pointer == null ? null : wholeChampion(registry, changes, pointer);
    EmbeddingModel model =
        champion == null ? null : EmbeddingModel.load(registry.modelOf(pointer), hadoop);
    if (model != null) {
      checkFits(pointer, model.description().shape(), manifest.shape());
    }
    String id = registry.nextRun(manifest.datasetVersion());
    RunRequest request =
        new RunRequest(
            id,
            manifest.datasetVersion(),
            manifest.schemaVersion(),
            pointer == null ? null : pointer.version(),
            fromScratch(registry, retrain, settings, manifest, model),
            sha256(settings.effective() + "\nreplay = " + retrain.replay()));
    settle(changes, request);
    return new Challenge(request, champion, model);
  }

  private static Version wholeChampion(
      Registry registry, RegistryChanges changes, Champion pointer) {
    Version version = registry.version(pointer.version());
    if (version == null) {
      throw org.histloss.dataset.JobException.badData(
          "champion %s: its folder %s is not whole; restore it, or choose another by bin/histloss"
              + " rollback or promote",
          pointer.version(), registry.folder(pointer.version()));
    }
    changes.checkWhole(version);
    return version;
  }

  /** A challenger that reads other samples could be trained, but not held against the champion. */
  private static void checkFits(Champion champion, SampleShape reads, SampleShape holds) {
    if (!reads.equals(holds)) {
      throw org.histloss.dataset.JobException.badData(
          "champion %s reads %s, the data set holds %s: must be equal; prepare it as before, or"
              + " begin a new registry for it",
          champion.version(), reads, holds);
    }
  }

  private static boolean fromScratch(
      Registry registry,
      RetrainSettings retrain,
      Settings settings,
      DatasetManifest manifest,
      EmbeddingModel model) {
    int every = retrain.fromScratchEvery();
    if (model == null || every > 0 && (challengers(registry) + 1) % every == 0) {
      return true;
    }
    boolean fits = Beginning.fits(model, settings, manifest.shape());
    if (!fits) {
      LOG.warn("the champion's network is another than the settings': trained from scratch");
    }
    return !fits;
  }

  /** How many were trained, by the history: data that are refused take numbers of runs, too. */
  private static long challengers(Registry registry) {
    return registry.history().stream()
        .filter(line -> line.kind() == Kind.RUN && line.outcome() != Outcome.DATA_REFUSED)
        .count();
  }

  /** Goes on with an interrupted run of the same kind; others give way. */
  private static void settle(RegistryChanges changes, RunRequest request) {
    boolean begun = false;
    for (RunRequest other : changes.unfinished()) {
      if (other.equals(request)) {
        begun = true;
        LOG.info("going on with run {}, which was interrupted", other.id());
      } else {
        LOG.info("run {} was interrupted and is out of date: removed", other.id());
        changes.discardRun(other.id());
      }
    }
    if (!begun) {
      changes.begin(request);
    }
  }

  /**
   * The version that was made of these data: the newest, or the champion where a delivery was
   * undone since; null where the data are new.
   */
  static Version consumer(Registry registry, DatasetManifest manifest) {
    Champion champion = registry.champion();
    Version chosen = champion == null ? null : registry.readable(champion.version());
    return Stream.of(Optional.ofNullable(registry.newest()), Optional.ofNullable(chosen))
        .flatMap(Optional::stream)
        .filter(version -> madeOf(version.request(), manifest))
        .findFirst()
        .orElse(null);
  }

  private static boolean madeOf(RunRequest request, DatasetManifest manifest) {
    return Objects.equals(request.dataVersion(), manifest.datasetVersion())
        && request.schemaVersion() == manifest.schemaVersion();
  }

  private static String sha256(String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
