package org.histloss.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** How far a retraining is: each phase begins when one of its files appears or is replaced. */
enum RetrainPhase {
  STARTING(),
  LOCKED("lock/"),
  TRAINING("run/config.conf", "run/metrics.jsonl"),
  TRAINED("run/model/model.json"),
  EVALUATING("model/model.json"),
  COMPARING("report/report.json"),
  PUBLISHING("anchors.json"),
  PROMOTING("version.json"),
  TELLING("/champion.json"),
  CLOSING("/history.jsonl"),
  ENDING("/status.json");

  /** Of the run's folder; of the registry where they begin with a slash. */
  @SuppressWarnings("ImmutableEnumChecker") // List.of is immutable.
  private final List<String> files;

  RetrainPhase(String... files) {
    this.files = List.of(files);
  }

  /** Whether it is over within milliseconds. */
  boolean isShort() {
    return this == PROMOTING || this == TELLING || this == CLOSING;
  }

  /**
   * What the files of all phases are at the moment.
   *
   * @param run the number that the run's name begins with
   */
  static Map<RetrainPhase, String> stamps(Path registry, int run) {
    Map<RetrainPhase, String> stamps = new EnumMap<>(RetrainPhase.class);
    for (RetrainPhase phase : values()) {
      stamps.put(phase, phase.stamp(registry, run));
    }
    return stamps;
  }

  /** Changes when the phase begins. */
  String stamp(Path registry, int run) {
    if (this == LOCKED) {
      return String.valueOf(generations(registry));
    }
    StringBuilder stamp = new StringBuilder();
    for (String file : files) {
      stamp.append(
          file.startsWith("/")
              ? of(registry.resolve(file.substring(1)))
              : of(folder(registry, run).resolve(file)));
    }
    return stamp.toString();
  }

  /** The highest generation of the lock. */
  private static String generations(Path registry) {
    return names(registry.resolve("lock"))
        .filter(name -> name.matches("\\d+\\.json"))
        .max(String::compareTo)
        .orElse("none");
  }

  /** Where the run's files lie: it is renamed whole when it becomes a version. */
  private static Path folder(Path registry, int run) {
    return Stream.of("versions", "unfinished")
        .map(registry::resolve)
        .flatMap(
            parent ->
                names(parent)
                    .filter(name -> name.startsWith("%06d-".formatted(run)))
                    .map(parent::resolve))
        .findFirst()
        .orElse(registry.resolve("none"));
  }

  private static Stream<String> names(Path folder) {
    String[] names = folder.toFile().list();
    return names == null ? Stream.empty() : Stream.of(names);
  }

  private static String of(Path file) {
    try {
      BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
      // What is appended to is the same file; an inode alone may be used again.
      return found.fileKey() + " " + found.creationTime() + ";";
    } catch (IOException e) {
      return "none;";
    }
  }
}
