package org.histloss.dataprep;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.histloss.dataset.DatasetManifest;
import org.histloss.dataset.DatasetManifest.SplitContents;
import org.slf4j.Logger;

/** Tells what was prepared and what was left out, in a small table of log lines. */
final class PrepareReport {
  /** The note that counts identities which no search across cameras can find again. */
  static final String ONE_CAMERA = "identities of one camera only";

  private PrepareReport() {}

  static void log(Logger log, Path output, DatasetManifest manifest) {
    lines(output, manifest).forEach(log::info);
    cameraHint(manifest).ifPresent(log::warn);
    trainingHint(manifest).ifPresent(log::warn);
  }

  /** The table, line by line. */
  static List<String> lines(Path output, DatasetManifest manifest) {
    List<String> lines = new ArrayList<>();
    lines.add("prepared " + output + ": " + manifest.shape() + " per sample");
    lines.add(
        String.format(
            Locale.ROOT, "%-34s %12s %12s %12s", "split", "samples", "identities", "with >= 2"));
    manifest
        .splits()
        .forEach(
            (split, c) ->
                lines.add(
                    String.format(
                        Locale.ROOT,
                        "%-34s %,12d %,12d %,12d",
                        split,
                        c.samples(),
                        c.identities(),
                        c.trainableIdentities())));
    addCounts(lines, "rejected: ", manifest.rejects());
    manifest.files().stream()
        .filter(file -> file.table().equals(OutputFolder.REJECTS))
        .map(file -> new Path(output, file.path()).getParent())
        .distinct()
        .forEach(folder -> lines.add("each with its reason in " + folder));
    addCounts(lines, "note: ", manifest.notes());
    return lines;
  }

  /**
   * What to do when no query of any split could find its identity: each identity's samples are of
   * one camera, as when what stands before the underscore of {@code IMG_0001.jpg} is none.
   */
  static Optional<String> cameraHint(DatasetManifest manifest) {
    long pairs =
        manifest.splits().values().stream().mapToLong(SplitContents::trainableIdentities).sum();
    if (manifest.notes().getOrDefault(ONE_CAMERA, 0L) < pairs) {
      return Optional.empty();
    }
    return Optional.of(
        "no identity has samples of two cameras, so a search across cameras finds nothing: evaluate"
            + " with --set evaluation.exclude-same-camera=false, or correct the cameras (of"
            + " --source folder: what stands before a file name's first underscore)");
  }

  /** What to do when the hash, or the input, has left nothing to train on. */
  static Optional<String> trainingHint(DatasetManifest manifest) {
    SplitContents train = manifest.splits().get("train");
    if (train != null && train.trainableIdentities() >= 2) {
      return Optional.empty();
    }
    return Optional.of(
        "fewer than two identities of the training split have two samples, so nothing can be trained"
            + " on: prepare more identities, or give another split.seed or a larger split.train");
  }

  private static void addCounts(List<String> lines, String prefix, Map<String, Long> counts) {
    counts.forEach(
        (what, count) ->
            lines.add(String.format(Locale.ROOT, "%-34s %,12d", prefix + what, count)));
  }
}
