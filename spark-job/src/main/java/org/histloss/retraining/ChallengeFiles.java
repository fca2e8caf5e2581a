package org.histloss.retraining;

import org.apache.hadoop.fs.Path;
import org.histloss.retraining.registry.Champion;
import org.histloss.retraining.registry.Registry;
import org.histloss.retraining.registry.RegistryChanges;

/** Where the files of one run lie until it is published. */
final class ChallengeFiles {
  private final Registry registry;
  private final Path folder;

  ChallengeFiles(Registry registry, RegistryChanges changes, String run) {
    this.registry = registry;
    this.folder = changes.folder(run);
  }

  /** The training's run folder. */
  Path run() {
    return new Path(folder, "run");
  }

  /** The model as consumers read it. */
  Path model() {
    return new Path(folder, "model");
  }

  /** The champion's model, or null. */
  Path champion() {
    Champion champion = registry.champion();
    return champion == null ? null : registry.modelOf(champion);
  }

  /** The challenger's report. */
  Path report() {
    return new Path(folder, "report");
  }

  /** The challenger held against the champion. */
  Path comparison() {
    return new Path(folder, "comparison");
  }

  /** Embeddings of the evaluated split. */
  Path gallery() {
    return new Path(folder, "gallery");
  }

  Path file(String name) {
    return new Path(folder, name);
  }
}
