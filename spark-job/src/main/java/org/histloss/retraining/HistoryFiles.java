package org.histloss.retraining;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.histloss.dataset.JobException;
import org.histloss.report.ReportWriter;
import org.histloss.report.history.HistoryEntry;
import org.histloss.report.history.HistoryReport;
import org.histloss.report.history.HistoryReport.ChangedAnchor;
import org.histloss.retraining.registry.Champion;
import org.histloss.retraining.registry.Registry;
import org.histloss.retraining.registry.RegistryChanges;
import org.histloss.retraining.registry.Version;

/** The history page, made anew after whatever changes the registry. */
final class HistoryFiles {
  /** Changed anchors of a version. */
  static final String ANCHORS = "anchors.json";

  /** All parts of the queries; the history tells of some. */
  static final String SLICES = "slices.json";

  /** Refused versions of the data set whose pages stay. */
  private static final int PAGES_KEPT = 20;

  private HistoryFiles() {}

  /**
   * Writes {@code history.html} after something was decided that stands without it.
   *
   * @return why it couldn't be written, or nothing
   */
  static List<String> tryToWrite(Registry registry, RegistryChanges changes) {
    try {
      write(registry, changes);
      return List.of();
    } catch (JobException e) {
      return List.of("the history's page is not up to date: " + e.getMessage());
    } catch (RuntimeException e) {
      return List.of("the history's page is not up to date: " + e);
    }
  }

  /** Writes {@code history.html}. */
  static void write(Registry registry, RegistryChanges changes) {
    Champion champion = registry.champion();
    Version newest = registry.newest();
    HistoryReport report =
        new HistoryReport(
            registry.root().toString(),
            Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
            champion == null ? null : champion.version(),
            registry.history(),
            newest == null ? List.of() : anchors(registry, newest));
    changes.write(
        new Path(registry.root(), "history.html"),
        ReportWriter.historyPage(report).getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Writes why data were refused, as JSON and as a page; pages of data that were refused long ago
   * go.
   *
   * @return the page
   */
  static Path writeRefused(Registry registry, RegistryChanges changes, HistoryEntry line) {
    Path checks = new Path(registry.root(), "checks");
    String version = line.run().data().version();
    changes.write(new Path(checks, version + ".json"), line);
    Path page = new Path(checks, version + ".html");
    changes.write(page, ReportWriter.refusedPage(line).getBytes(StandardCharsets.UTF_8));
    changes.pruneChecks(version, PAGES_KEPT);
    return page;
  }

  private static List<ChangedAnchor> anchors(Registry registry, Version version) {
    ChangedAnchor[] found = registry.read(version.request().id(), ANCHORS, ChangedAnchor[].class);
    return found == null ? List.of() : List.of(found);
  }
}
