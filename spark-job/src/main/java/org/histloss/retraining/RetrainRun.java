package org.histloss.retraining;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.histloss.config.RetrainSettings;
import org.histloss.config.Settings;
import org.histloss.dataset.DatasetManifest;
import org.histloss.dataset.DatasetReader;
import org.histloss.dataset.ExitCode;
import org.histloss.dataset.JobException;
import org.histloss.dataset.ManifestFile;
import org.histloss.evaluation.CompareJob.ComparisonDetail;
import org.histloss.network.EmbeddingModel;
import org.histloss.report.history.HistoryEntry;
import org.histloss.report.history.HistoryEntry.Cost;
import org.histloss.report.history.HistoryEntry.Outcome;
import org.histloss.retraining.registry.Champion;
import org.histloss.retraining.registry.Registry;
import org.histloss.retraining.registry.RegistryChanges;
import org.histloss.retraining.registry.Version;
import org.histloss.training.RunFolder;
import org.histloss.training.TrainJob;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run of a retraining, by whoever holds the registry's lock. */
final class RetrainRun {
  private static final Logger LOG = LoggerFactory.getLogger(RetrainRun.class);

  private final Configuration hadoop;
  private final RetrainSettings retrain;
  private final Settings settings;
  private final Stages stages;
  private final Registry registry;
  private final RegistryChanges changes;
  private final PhaseClock clock;

  RetrainRun(
      Configuration hadoop,
      RetrainJob.Request request,
      Stages stages,
      Registry registry,
      RegistryChanges changes) {
    this.hadoop = hadoop;
    this.retrain = request.retrain();
    this.settings = request.settings();
    this.stages = stages;
    this.registry = registry;
    this.changes = changes;
    // Who lost the lock while it slept must not write over what the next holder published.
    this.clock = new PhaseClock(changes::check);
  }

  Ending run() {
    RegistryChanges.Repair repair = changes.repair();
    repair.done().forEach(done -> LOG.info("an interrupted command left something: {}", done));
    registry.refuseLostChampion();
    DatasetManifest manifest = ManifestFile.read(hadoop, new Path(retrain.data()));
    Version consumer = Challenge.consumer(registry, manifest);
    if (consumer != null && repair.completed() != null) {
      return close(repair.completed());
    }
    // A delivery of nothing but rejects leaves the version as it was, and is no quiet night.
    if (consumer != null && DataCheck.fewRejects(manifest, retrain.limits())) {
      return nothingNew(consumer, manifest);
    }
    DatasetReader data = DatasetReader.open(stages.session(), new Path(retrain.data()));
    DataCheck check = clock.time("look at data", () -> DataCheck.of(data, registry, retrain));
    if (check.refused()) {
      return refuse(check);
    }
    return close(challenge(data, check));
  }

  private Ending nothingNew(Version consumer, DatasetManifest manifest) {
    List<String> warnings = tidy();
    return new Ending(
        Ending.NOTHING_NEW,
        ExitCode.NOTHING_NEW,
        "version %s of the data set was looked at by run %s already"
            .formatted(manifest.datasetVersion(), consumer.request().id()),
        warnings);
  }

  /** Trains, evaluates, decides and publishes; the line as it stands in the history. */
  private HistoryEntry challenge(DatasetReader data, DataCheck check) {
    Challenge challenge =
        Challenge.of(registry, changes, retrain, settings, data.manifest(), hadoop);
    ChallengeFiles files = new ChallengeFiles(registry, changes, challenge.request().id());
    SameData same = new SameData(stages, hadoop, new Path(retrain.data()), data.manifest());
    SampleRows rows = new SampleRows(data);
    Learning learning = Learning.of(rows, challenge, registry, retrain, settings.batch());
    LOG.info("run {}: {}", challenge.request().id(), learning.words());
    TrainJob.Result trained = clock.time("train", () -> train(same, files, challenge, learning));
    changes.check();
    EmbeddingModel.load(new Path(trained.model()), hadoop).save(files.model(), hadoop);
    ComparisonDetail detail =
        new ComparisonDetail(
            identity -> !learning.known().has(identity),
            retrain.gate().rareSamples(),
            retrain.watch().anchors(),
            retrain.watch().neighbours());
    Trial trial = Trial.of(same, challenge, files, retrain.data(), detail, clock);
    changes.write(files.file(HistoryFiles.ANCHORS), trial.changed());
    changes.write(files.file(HistoryFiles.SLICES), trial.allSlices());
    HistoryEntry entry = judgement().of(challenge, check, trial, cost(trained));
    publish(same, challenge, files, check, learning, trained, entry);
    return changes.finish(registry.version(entry.id()));
  }

  private Judgement judgement() {
    return new Judgement(retrain, registry, changes.generation(), Owner.of(retrain.owner()));
  }

  private Cost cost(TrainJob.Result trained) {
    int cores = stages.session().sparkContext().defaultParallelism();
    return new Cost(
        clock.seconds(), trained.samplesPerSecond(), cores, clock.total() * cores / 3600);
  }

  /** Tells of data that a limit stops; the same data are told of once. */
  private Ending refuse(DataCheck check) {
    Champion champion = registry.champion();
    String id = registry.nextRun(check.facts().version());
    HistoryEntry line =
        judgement().refused(id, check, champion == null ? null : champion.version());
    Path report = HistoryFiles.writeRefused(registry, changes, line);
    if (!Alarms.isTold(registry.history(), check.facts())) {
      changes.record(line);
    }
    HistoryFiles.write(registry, changes);
    return new Ending(
        Ending.DATA_REFUSED,
        ExitCode.BAD_DATA,
        line.why() + " Report: " + report,
        line.run().alarms());
  }

  /** Trains, goes on with a training that was killed, or takes the result of one that had ended. */
  private TrainJob.Result train(
      Stages same, ChallengeFiles files, Challenge challenge, Learning learning) {
    RunFolder folder = new RunFolder(files.run().toString(), hadoop);
    TrainJob.Result before = FinishedTraining.of(folder, challenge.request().dataVersion(), hadoop);
    return before != null
        ? before
        : same.train(
            new TrainJob.Request(
                retrain.data(),
                files.run().toString(),
                settings,
                FinishedTraining.ended(folder),
                TrainJob.Resume.AUTO,
                learning.beginning()));
  }

  private void publish(
      SameData same,
      Challenge challenge,
      ChallengeFiles files,
      DataCheck check,
      Learning learning,
      TrainJob.Result trained,
      HistoryEntry entry) {
    embedGallery(same, files, entry);
    changes.write(files.file(Learning.IDENTITIES), check.identities().bytes());
    changes.write(files.file(DataCheck.TRAINED), check.trained().bytes());
    changes.write(files.file(DataCheck.PROFILE), check.profile());
    String card =
        ModelCard.of(
            entry,
            same.manifest(),
            settings,
            stages.protocol(),
            learning.words(),
            trained.parametersSha256());
    changes.write(new Path(files.model(), "MODEL_CARD.md"), card.getBytes(StandardCharsets.UTF_8));
    Map<String, String> sums =
        changes.checksums(
            entry.id(), List.of("model", "gallery", Learning.IDENTITIES, DataCheck.TRAINED));
    changes.write(files.file("checksums.sha256"), Checksums.text(sums));
    changes.delete(new Path(files.run(), "checkpoints"));
    changes.publish(new Version(1, entry, challenge.request(), trained.parametersSha256(), sums));
  }

  private void embedGallery(SameData same, ChallengeFiles files, HistoryEntry entry) {
    if (retrain.embedGallery() && entry.outcome() == Outcome.PROMOTED) {
      clock.time("embed gallery", () -> same.embed(files.model(), retrain.data(), files.gallery()));
    } else {
      // Of a run that was killed in the midst of it, and under other settings than now.
      changes.delete(files.gallery());
    }
  }

  /**
   * Removes old versions and makes the history's page: what can be done again, and is by the next
   * run, as one that was killed may have left it out.
   *
   * @return what could not be done; what was decided stands all the same
   */
  private List<String> tidy() {
    try {
      List<String> removed = changes.prune(retrain.keep());
      if (!removed.isEmpty()) {
        LOG.info("retrain.keep = {}: removed {}", retrain.keep(), removed);
      }
    } catch (JobException e) {
      return List.of("old versions are not removed: " + e.getMessage());
    }
    return HistoryFiles.tryToWrite(registry, changes);
  }

  /** What follows the decision. */
  private Ending close(HistoryEntry line) {
    List<String> warnings = new ArrayList<>(line.run().alarms());
    warnings.addAll(tidy());
    Map<String, Double> figures =
        new LinkedHashMap<>(Statuses.scores("challenger", line.run().challenger().scores()));
    if (line.run().incumbent() != null) {
      // The champion's own figures are of the data that it was made on: no reference for these.
      figures.putAll(Statuses.scores("champion on the same data", line.run().incumbent().scores()));
    }
    line.run().cost().seconds().forEach((phase, s) -> figures.put(phase + " seconds", s));
    boolean promoted = line.outcome() == Outcome.PROMOTED;
    return new Ending(
        promoted ? Ending.PROMOTED : Ending.NOT_PROMOTED,
        promoted ? ExitCode.DONE : ExitCode.NOT_PROMOTED,
        line.why(),
        line.id(),
        figures,
        line.run().challenger().protocol(),
        List.copyOf(warnings));
  }
}
