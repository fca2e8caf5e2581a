package org.histloss.retraining;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.histloss.config.RetrainSettings;
import org.histloss.dataset.ExitCode;
import org.histloss.dataset.JobException;
import org.histloss.report.history.HistoryEntry;
import org.histloss.retraining.registry.Champion;
import org.histloss.retraining.registry.Registry;
import org.histloss.retraining.registry.Version;
import org.histloss.retraining.status.LastWord;
import org.histloss.retraining.status.RegistryStatus;

/** Sees to it that every command on a registry has its last word, whatever becomes of it. */
final class Statuses {
  private static final int FORMAT = 1;

  private final Registry registry;
  private final String command;
  private final UnderLock lock;
  private final LastWord lastWord;

  Statuses(
      Configuration conf,
      Registry registry,
      RetrainSettings.WebHook hook,
      String command,
      UnderLock lock) {
    this.registry = registry;
    this.command = command;
    this.lock = lock;
    this.lastWord = new LastWord(conf, registry.root(), hook);
  }

  /** Does the work and tells how it ended, then throws what it threw. */
  RegistryStatus telling(Instant started, Supplier<Ending> work) {
    Ending ending;
    RuntimeException failure = null;
    try {
      ending = work.get();
    } catch (Throwable e) {
      // Scala declares nothing: Spark's exceptions are checked ones, and come all the same.
      JobException known = JobException.of(e);
      failure = known != null ? known : new IllegalStateException(e);
      ending = failed(known, e);
    }
    RegistryStatus status = status(started, ending);
    say(status, failure);
    if (failure != null) {
      throw failure;
    }
    return status;
  }

  private static Ending failed(JobException known, Throwable failure) {
    ExitCode code = known == null ? ExitCode.BUG : known.exitCode();
    String message = known == null ? String.valueOf(failure) : known.getMessage();
    String state = code == ExitCode.LOCKED ? Ending.LOCKED : Ending.FAILED;
    return new Ending(state, code, oneLine(message), List.of());
  }

  private static String oneLine(String message) {
    return message.strip().replaceAll("\\s*\\R\\s*", " ");
  }

  private void say(RegistryStatus status, RuntimeException failure) {
    try {
      if (lock.lost()) {
        lastWord.sayAside(status);
      } else {
        lastWord.say(status);
      }
    } catch (RuntimeException e) {
      JobException known = JobException.of(e);
      String also =
          "%s (and so %s could not say: %s, %s)"
              .formatted(
                  oneLine(known == null ? e.toString() : known.getMessage()),
                  "status.json",
                  status.state(),
                  oneLine(status.message()));
      JobException unsaid = new JobException(ExitCode.INFRASTRUCTURE, also, e);
      if (failure != null) {
        unsaid.addSuppressed(failure);
      }
      throw unsaid;
    }
  }

  private RegistryStatus status(Instant started, Ending ending) {
    Champion champion = championIfReadable();
    HistoryEntry.Figures best = champion == null ? null : figuresOf(champion.version());
    Map<String, Double> figures = new LinkedHashMap<>(ofChampion(best));
    figures.putAll(ending.figures());
    return new RegistryStatus(
        FORMAT,
        command,
        ending.state(),
        ending.exitCode().code(),
        ending.message(),
        ending.runId(),
        champion == null
            ? null
            : new RegistryStatus.Champion(
                champion.version(), champion.parametersSha256(), champion.generation()),
        started.toString(),
        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
        lock.owner(),
        figures,
        protocols(best == null ? null : best.protocol(), ending.protocol()),
        ending.warnings());
  }

  /** What ailed the command may ail this too; the status is written without it then. */
  private Champion championIfReadable() {
    try {
      return registry.champion();
    } catch (RuntimeException e) {
      return null;
    }
  }

  /** What a version reached when it was made, or null where that can't be read. */
  private HistoryEntry.Figures figuresOf(String name) {
    try {
      Version version = registry.version(name);
      return version == null ? null : version.entry().run().challenger();
    } catch (RuntimeException e) {
      return null;
    }
  }

  private static Map<String, Double> ofChampion(HistoryEntry.Figures found) {
    try {
      return found == null ? Map.of() : scores("champion", found.scores());
    } catch (RuntimeException e) {
      return Map.of();
    }
  }

  private static Map<String, String> protocols(String champion, String challenger) {
    Map<String, String> protocols = new LinkedHashMap<>();
    if (champion != null) {
      protocols.put("champion", champion);
    }
    if (challenger != null) {
      protocols.put("challenger", challenger);
    }
    return protocols;
  }

  /** Scores as figures: {@code champion mAP}, {@code champion R@1}, … */
  static Map<String, Double> scores(String whose, Map<String, HistoryEntry.Score> scores) {
    Map<String, Double> figures = new LinkedHashMap<>();
    scores.forEach((name, score) -> figures.put(whose + " " + name, score.value()));
    return figures;
  }
}
