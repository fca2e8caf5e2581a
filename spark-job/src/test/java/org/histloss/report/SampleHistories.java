package org.histloss.report;

import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.histloss.report.history.HistoryEntry;
import org.histloss.report.history.HistoryEntry.Kind;
import org.histloss.report.history.HistoryEntry.Outcome;
import org.histloss.report.history.HistoryReport;
import org.histloss.report.history.HistoryReport.ChangedAnchor;
import org.histloss.report.history.HistoryReport.Shown;

/** Made-up histories, the same each time. */
final class SampleHistories {
  static final String HOSTILE = "<img src=x onerror=alert(1)>\"'é猫".repeat(3);

  private SampleHistories() {}

  /** So many entries: every fifth refused, every seventh a rollback, every eleventh bad data. */
  static HistoryReport of(int entries) {
    return of(entries, "nightly", "no slice worse than 1.0 points, mAP +0.4");
  }

  static HistoryReport hostile() {
    return of(9, HOSTILE, HOSTILE);
  }

  static HistoryReport of(int entries, String who, String why) {
    List<HistoryEntry> lines = new ArrayList<>();
    String champion = null;
    for (int i = 1; i <= entries; i++) {
      Kind kind = i % 7 == 0 ? Kind.ROLLBACK : Kind.RUN;
      Outcome outcome =
          i % 11 == 0 ? Outcome.DATA_REFUSED : i % 5 == 0 ? Outcome.NOT_PROMOTED : Outcome.PROMOTED;
      String id = String.format(java.util.Locale.ROOT, "%06d-1a2b3c4d", i);
      champion = outcome == Outcome.PROMOTED ? id : champion;
      String at = String.format(java.util.Locale.ROOT, "2026-01-%02dT02:00:00Z", i % 28 + 1);
      HistoryEntry.Run run = kind == Kind.RUN ? run(i, outcome == Outcome.DATA_REFUSED) : null;
      lines.add(new HistoryEntry(1, id, kind, at, who, why, outcome, champion, null, i, run));
    }
    return new HistoryReport(
        "hdfs:///models/emoji", "2026-02-01T02:40:00Z", champion, lines, anchors());
  }

  /** The first runs of them are scored by another protocol, or by none that is known. */
  static HistoryReport changed(int entries, int first, String protocol) {
    HistoryReport report = of(entries);
    List<HistoryEntry> lines = new ArrayList<>(report.entries());
    lines.replaceAll(line -> line.generation() > first ? line : by(protocol, line));
    return new HistoryReport(
        report.registry(), report.created(), report.champion(), lines, report.changed());
  }

  private static HistoryEntry by(String protocol, HistoryEntry line) {
    HistoryEntry.Run run = line.run();
    HistoryEntry.Run scored =
        run == null
            ? null
            : new HistoryEntry.Run(
                run.data(),
                by(protocol, run.challenger()),
                by(protocol, run.incumbent()),
                run.slices(),
                run.checks(),
                run.anchors(),
                run.drift(),
                run.cost(),
                run.alarms());
    return new HistoryEntry(
        line.formatVersion(),
        line.id(),
        line.kind(),
        line.at(),
        line.who(),
        line.why(),
        line.outcome(),
        line.champion(),
        line.predecessor(),
        line.generation(),
        scored);
  }

  private static HistoryEntry.Figures by(String protocol, HistoryEntry.Figures figures) {
    return figures == null
        ? null
        : new HistoryEntry.Figures(protocol, figures.scores(), figures.similarities());
  }

  static HistoryReport refusedOnly() {
    HistoryEntry entry =
        new HistoryEntry(
            1,
            "000001-x",
            Kind.RUN,
            null,
            null,
            null,
            Outcome.DATA_REFUSED,
            null,
            null,
            1,
            new HistoryEntry.Run(null, null, null, null, null, null, null, null, null));
    return new HistoryReport(null, null, null, List.of(entry), null);
  }

  /** Data of which two limits of three were broken. */
  static HistoryEntry stopped(String version) {
    String lost = "samples lost since run 000007-0badcafe";
    String drift = "drift of input brightness";
    return new HistoryEntry(
        1,
        "000008-1a2b3c4d",
        Kind.RUN,
        "2026-01-08T02:00:00Z",
        "night",
        "Data refused: %s: 38.20 %%, must be at most 10.00 %%; %s: PSI 0.412."
            .formatted(lost, drift),
        Outcome.DATA_REFUSED,
        "000007-0badcafe",
        null,
        8,
        new HistoryEntry.Run(
            new HistoryEntry.Data(version, 12_345, 1_234, 56, 7),
            null,
            null,
            List.of(),
            List.of(
                new HistoryEntry.Check(
                    "samples", "12,345", "at least 1 (retrain.limits.min-samples)", true),
                new HistoryEntry.Check(
                    lost, "38.20 %", "at most 10.00 % (retrain.limits.max-shrink)", false),
                new HistoryEntry.Check(
                    drift, "PSI 0.412", "at most 0.300 (retrain.limits.max-drift)", false)),
            null,
            List.of(
                new HistoryEntry.Drift("input brightness", 0.412, 0.231),
                new HistoryEntry.Drift("input contrast", 0.012, 0.034)),
            null,
            List.of("drift of input brightness: PSI 0.41 (alarm from 0.25 on)")));
  }

  private static HistoryEntry.Run run(int i, boolean refused) {
    double level = 0.6 + 0.2 * i / (i + 10.0) + 0.01 * Math.sin(i);
    return new HistoryEntry.Run(
        new HistoryEntry.Data("1a2b3c4d", 1000 + i, 100 + i, 3, 1),
        refused ? null : figures(level, i),
        refused ? null : figures(level - 0.01, i),
        List.of(
            new HistoryEntry.Slice(
                "new identities", 1240, 10, 0.61, 0.6, new HistoryEntry.Score(0.01, -0.01, 0.03)),
            new HistoryEntry.Slice(
                "camera noto → twemoji",
                40,
                10,
                0.6,
                0.61,
                new HistoryEntry.Score(-0.01, null, null)),
            new HistoryEntry.Slice("rare identities", 4, 2, 0.4, null, null)),
        List.of(
            new HistoryEntry.Check("mAP floor", "62.0 %", "at least 30.0 %", true),
            new HistoryEntry.Check("gain", "+0.4", "at least +0.5", false)),
        refused ? null : new HistoryEntry.Anchors(64, 10, 0.7 + 0.1 * Math.cos(i)),
        List.of(
            new HistoryEntry.Drift(
                "input brightness", 0.15 + 0.14 * Math.sin(i), 0.1 + 0.05 * Math.sin(i)),
            new HistoryEntry.Drift("negative similarities", 0.05 + 0.02 * Math.cos(i), 0.06)),
        new HistoryEntry.Cost(phases(), 200 + 10 * Math.sin(i), 4, 0.4 + 0.002 * i),
        i % 3 == 0 ? List.of("input brightness: PSI 0.27 is above 0.25") : List.of());
  }

  private static Map<String, Double> phases() {
    Map<String, Double> phases = new LinkedHashMap<>();
    phases.put("train", 320.0);
    phases.put("evaluate", 41.0);
    return phases;
  }

  private static HistoryEntry.Figures figures(double level, int i) {
    Map<String, HistoryEntry.Score> scores = new LinkedHashMap<>();
    scores.put("mAP", new HistoryEntry.Score(level, level - 0.03, level + 0.03));
    scores.put("R@1", new HistoryEntry.Score(level + 0.05, level + 0.02, level + 0.08));
    scores.put("R@5", new HistoryEntry.Score(level + 0.1, null, null));
    scores.put("R@10", new HistoryEntry.Score(level + 0.12, level + 0.1, level + 0.14));
    return new HistoryEntry.Figures(
        "cross-camera",
        scores,
        new HistoryEntry.Similarities(hill(0.7), hill(0.1 + 0.01 * (i % 10))));
  }

  private static double[] hill(double middle) {
    double[] counts = new double[200];
    for (int i = 0; i < counts.length; i++) {
      double x = (-1 + (i + 0.5) / 100 - middle) / 0.15;
      counts[i] = 1000 * Math.exp(-x * x / 2);
    }
    return counts;
  }

  /** Two anchors; of the first all is shown by pictures, of the second by ids. */
  private static List<ChangedAnchor> anchors() {
    return List.of(
        new ChangedAnchor(shown(1, 1), 0.25, shown(1, true), shown(1, false)),
        new ChangedAnchor(shown(4, 4), 0.4, shown(4, true), shown(4, false)));
  }

  private static List<Shown> shown(int anchor, boolean before) {
    return IntStream.range(0, 10)
        .mapToObj(i -> shown(i % (before ? 3 : 2) == 0 ? anchor : (anchor + i) % 8, anchor))
        .toList();
  }

  private static Shown shown(int identity, int anchor) {
    String picture =
        anchor == 1
            ? Base64.getEncoder().encodeToString(SampleReports.drawing(identity, identity % 7, 32))
            : null;
    return new Shown(
        "noto/%s-%d".formatted("0123456789abcdef".repeat(2), identity),
        SampleReports.IDENTITIES[identity],
        picture,
        identity == anchor);
  }

  /** A run that nothing is known of, a champion that nothing tells of, an anchor without lists. */
  static HistoryReport bare() {
    HistoryEntry entry =
        new HistoryEntry(
            1, "000001-x", Kind.RUN, null, null, null, Outcome.NOT_PROMOTED, null, null, 1, null);
    HistoryEntry.Figures none = new HistoryEntry.Figures(null, null, null);
    HistoryEntry.Run run =
        new HistoryEntry.Run(null, none, none, null, null, null, null, null, null);
    HistoryEntry more =
        new HistoryEntry(
            1, "000002-x", Kind.RUN, null, null, null, Outcome.NOT_PROMOTED, null, null, 2, run);
    Shown nothing = new Shown(null, null, null, true);
    return new HistoryReport(
        null,
        null,
        "000000-lost",
        List.of(entry, more),
        List.of(new ChangedAnchor(nothing, 0, null, null)));
  }
}
