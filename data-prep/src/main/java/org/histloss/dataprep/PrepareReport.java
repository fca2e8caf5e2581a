package org.histloss.dataprep;

import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.histloss.dataset.DatasetManifest;
import org.slf4j.Logger;

/** Tells what was prepared and what was left out, in a small table of log lines. */
final class PrepareReport {
  private PrepareReport() {}

  static void log(Logger log, Path output, DatasetManifest manifest) {
    log.info("prepared {}: {} per sample", output, manifest.shape());
    log.info(String.format("%-34s %12s %12s %12s", "split", "samples", "identities", "with >= 2"));
    manifest
        .splits()
        .forEach(
            (split, c) ->
                log.info(
                    String.format(
                        "%-34s %,12d %,12d %,12d",
                        split, c.samples(), c.identities(), c.trainableIdentities())));
    lines(log, "rejected: ", manifest.rejects());
    if (!manifest.rejects().isEmpty()) {
      log.info("each with its reason in {}", new Path(output, OutputFolder.REJECTS));
    }
    lines(log, "note: ", manifest.notes());
  }

  private static void lines(Logger log, String prefix, Map<String, Long> counts) {
    counts.forEach((what, count) -> log.info(String.format("%-34s %,12d", prefix + what, count)));
  }
}
