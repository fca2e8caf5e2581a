package org.histloss.retraining;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.histloss.config.RetrainSettings;
import org.histloss.dataset.ExitCode;
import org.histloss.dataset.JobException;
import org.histloss.report.history.HistoryEntry;
import org.histloss.report.history.HistoryEntry.Kind;
import org.histloss.retraining.registry.Champion;
import org.histloss.retraining.registry.Registry;
import org.histloss.retraining.registry.Version;
import org.histloss.retraining.status.RegistryStatus;

/** Moves the champion because a person says so: {@code promote} and {@code rollback}. */
public final class ManualMove {
  private final Registry registry;
  private final UnderLock lock;
  private final RetrainSettings retrain;
  private final Configuration conf;

  /**
   * A move on the registry that the settings name.
   *
   * @throws JobException exit code 20 when none is named
   */
  public ManualMove(Configuration conf, RetrainSettings retrain) {
    check(retrain);
    Path root = new Path(retrain.registry());
    this.conf = conf;
    this.retrain = retrain;
    this.registry = new Registry(conf, root);
    this.lock = new UnderLock(conf, root, retrain);
  }

  /**
   * Refuses what can't be, without looking at any file.
   *
   * @throws JobException exit code 20
   */
  public static void check(RetrainSettings retrain) {
    if (retrain.registry().isBlank()) {
      throw JobException.badConfiguration(
          "retrain.registry: must be given, by --registry, --config or --set");
    }
  }

  /**
   * Makes a version champion.
   *
   * @param version its name
   * @param why the person's reason
   * @throws JobException exit code 20 when there is no such version or it is champion already, 21
   *     when it is damaged, 31 while a run holds the lock
   */
  public RegistryStatus promote(String version, String why) {
    return move("promote", Kind.PROMOTE, () -> version, why);
  }

  /**
   * Makes the champion's predecessor champion again.
   *
   * @param why the person's reason
   * @throws JobException exit code 20 when there is no predecessor, else as {@link #promote}
   */
  public RegistryStatus rollback(String why) {
    return move("rollback", Kind.ROLLBACK, this::predecessor, why);
  }

  private String predecessor() {
    Champion champion = registry.champion();
    if (champion == null || champion.predecessor() == null) {
      throw JobException.badConfiguration(
          "rollback: %s has no predecessor; choose a version by bin/histloss promote --version, of %s",
          champion == null ? "the registry" : "champion " + champion.version(),
          registry.versions());
    }
    return champion.predecessor();
  }

  private RegistryStatus move(String command, Kind kind, Supplier<String> chosen, String why) {
    if (!registry.exists()) {
      throw JobException.badConfiguration(
          "retrain.registry = %s: there is no registry", registry.root());
    }
    Statuses statuses = new Statuses(conf, registry, retrain.webHook(), command, lock);
    return statuses.telling(
        Instant.now().truncatedTo(ChronoUnit.SECONDS),
        () ->
            lock.run(
                registry,
                () -> {},
                changes -> {
                  String version = chosen.get();
                  // First, as what is withdrawn stays so, even if this move is refused.
                  changes.checkMove(version);
                  changes.repairForMove();
                  HistoryEntry line = changes.move(kind, version, owner(), why, now());
                  List<String> warnings = new ArrayList<>(withoutGallery(line));
                  warnings.addAll(HistoryFiles.tryToWrite(registry, changes));
                  return ended(command, line, List.copyOf(warnings));
                }));
  }

  /** Only what a run itself promotes gets embeddings of the gallery, where they are asked for. */
  private List<String> withoutGallery(HistoryEntry line) {
    try {
      return lostGallery(line);
    } catch (RuntimeException e) {
      return List.of("whether the champion has embeddings of the gallery is not known: " + e);
    }
  }

  private List<String> lostGallery(HistoryEntry line) {
    boolean asked =
        retrain.embedGallery()
            || line.predecessor() != null && hasGallery(registry.readable(line.predecessor()));
    return asked && !hasGallery(registry.readable(line.champion()))
        ? List.of(
            "champion %s has no embeddings of the gallery: make them by bin/histloss embed --model %s"
                .formatted(line.champion(), new Path(registry.folder(line.champion()), "model")))
        : List.of();
  }

  private static boolean hasGallery(Version version) {
    return version != null
        && version.files().keySet().stream().anyMatch(file -> file.startsWith("gallery/"));
  }

  private static Ending ended(String command, HistoryEntry line, List<String> warnings) {
    String from = line.predecessor() == null ? "" : ", before it was " + line.predecessor();
    return new Ending(
        Ending.PROMOTED,
        ExitCode.DONE,
        "%s is champion by %s%s".formatted(line.champion(), command, from),
        warnings);
  }

  private String owner() {
    return lock.owner();
  }

  private static String now() {
    return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
