package org.histloss.retraining.registry;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.histloss.dataset.JobException;
import org.histloss.report.history.HistoryEntry;
import org.histloss.report.history.HistoryEntry.Outcome;

/**
 * Reads a whole registry and says what does not agree. It may be called at any moment, also right
 * after a process was killed; nothing is changed.
 */
public final class RegistryCheck {
  private final Registry registry;
  private final List<String> problems = new ArrayList<>();

  private RegistryCheck(Registry registry) {
    this.registry = registry;
  }

  /** What is wrong, a line each; none for a registry that is consistent. */
  public static List<String> of(Registry registry) {
    List<String> problems = once(registry);
    // Nobody holds its lock here: a run may have removed an old version between two looks.
    return problems.isEmpty() ? problems : once(registry);
  }

  private static List<String> once(Registry registry) {
    RegistryCheck check = new RegistryCheck(registry);
    try {
      check.champion();
      check.history();
      check.versions();
    } catch (JobException e) {
      check.problems.add(e.getMessage());
    }
    return List.copyOf(check.problems);
  }

  private void champion() {
    Champion champion = registry.champion();
    if (champion == null) {
      boolean promoted =
          registry.history().stream().anyMatch(line -> line.outcome() == Outcome.PROMOTED);
      require(!promoted, "the history tells of a promotion, but there is no champion");
      return;
    }
    whole(champion.version(), "champion");
    if (champion.predecessor() != null) {
      whole(champion.predecessor(), "the champion's predecessor");
    }
    Version version = registry.version(champion.version());
    require(
        version == null || champion.parametersSha256().equals(version.parametersSha256()),
        "champion.json names other parameters than its version " + champion.version());
    List<HistoryEntry> moves =
        registry.history().stream().filter(line -> line.outcome() == Outcome.PROMOTED).toList();
    // The line may be missing for a moment: the pointer carries it.
    boolean told =
        !moves.isEmpty()
            && Objects.equals(moves.get(moves.size() - 1).champion(), champion.version());
    require(
        told || !registry.historyFile().has(champion.entry()),
        "the last promotion in the history is not that of the champion " + champion.version());
  }

  private void history() {
    Set<String> seen = new HashSet<>();
    String champion = null;
    long generation = 0;
    for (HistoryEntry line : registry.history()) {
      require(
          seen.add(line.kind() + " " + line.id()), "the history tells of " + line.id() + " twice");
      require(line.generation() >= generation, "the history's generations go back at " + line.id());
      generation = line.generation();
      if (line.outcome() == Outcome.PROMOTED) {
        require(
            Objects.equals(line.predecessor(), champion),
            "%s was promoted after %s, the history has %s"
                .formatted(line.champion(), line.predecessor(), champion));
        champion = line.champion();
      }
    }
  }

  private void versions() {
    for (String name : registry.versions()) {
      Version version = registry.version(name);
      if (version == null) {
        continue; // It was removed since it was listed.
      }
      require(version.request().id().equals(name), "versions/" + name + " says it is another");
      require(version.entry().run() != null, "versions/" + name + " was not evaluated");
      whole(name, "version");
    }
  }

  private void whole(String name, String what) {
    Version version = registry.version(name);
    if (version == null) {
      problems.add("%s %s is no whole version".formatted(what, name));
      return;
    }
    try {
      new VersionFiles(registry.files(), registry).check(version);
    } catch (JobException e) {
      problems.add(e.getMessage());
    }
  }

  private void require(boolean holds, String problem) {
    if (!holds) {
      problems.add(problem);
    }
  }
}
