package org.histloss.retraining.registry;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.histloss.report.history.HistoryEntry;
import org.histloss.report.history.HistoryEntry.Kind;
import org.histloss.report.history.HistoryEntry.Outcome;

/** Versions as runs publish them, without a training. */
final class Published {
  private Published() {}

  private static HistoryEntry decided(String id, long generation) {
    HistoryEntry.Figures figures =
        new HistoryEntry.Figures(
            "cross-camera",
            Map.of("mAP", new HistoryEntry.Score(0.5, 0.4, 0.6)),
            new HistoryEntry.Similarities(new double[] {1}, new double[] {2}));
    HistoryEntry.Run run =
        new HistoryEntry.Run(
            new HistoryEntry.Data("data-of-" + id, 9, 3, 3, 0),
            figures,
            null,
            List.of(),
            List.of(),
            null,
            List.of(),
            null,
            List.of());
    return new HistoryEntry(
        1,
        id,
        Kind.RUN,
        "2026-11-25T02:00:00Z",
        "me",
        "Promoted: better.",
        Outcome.PROMOTED,
        id,
        null,
        generation,
        run);
  }

  /** A version whose run has decided to promote it; one file belongs to it. */
  static Version version(RegistryChanges changes, String id, String champion) {
    RunRequest request = new RunRequest(id, "data-of-" + id, 1, champion, champion == null, "s");
    changes.begin(request);
    return complete(changes, request);
  }

  /** The same of a run that was begun before; what it has of a gallery belongs to it, too. */
  static Version complete(RegistryChanges changes, RunRequest request) {
    String id = request.id();
    changes.write(
        new Path(changes.folder(id), "model/parameters.bin"), id.getBytes(StandardCharsets.UTF_8));
    Version version =
        new Version(
            1,
            decided(id, changes.generation()),
            request,
            "sha-of-" + id,
            changes.checksums(id, List.of("model", "gallery")));
    changes.publish(version);
    return version;
  }

  /** A line of data that were refused, which moves no champion. */
  static HistoryEntry refused(int run, String data, long generation) {
    return new HistoryEntry(
        1,
        "%06d-%s".formatted(run, data),
        Kind.RUN,
        "2026-11-25T01:00:00Z",
        "night",
        "Data refused.",
        Outcome.DATA_REFUSED,
        null,
        null,
        generation,
        new HistoryEntry.Run(
            new HistoryEntry.Data(data, 1, 1, 1, 0),
            null,
            null,
            List.of(),
            List.of(),
            null,
            List.of(),
            null,
            List.of()));
  }
}
