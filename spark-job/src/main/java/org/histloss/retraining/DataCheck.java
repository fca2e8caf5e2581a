package org.histloss.retraining;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.histloss.config.RetrainSettings;
import org.histloss.dataset.DatasetManifest;
import org.histloss.dataset.DatasetManifest.SplitContents;
import org.histloss.dataset.DatasetReader;
import org.histloss.report.history.HistoryEntry;
import org.histloss.report.history.HistoryEntry.Check;
import org.histloss.report.history.HistoryEntry.Drift;
import org.histloss.retraining.learning.KnownIdentities;
import org.histloss.retraining.registry.Champion;
import org.histloss.retraining.registry.Registry;
import org.histloss.retraining.registry.Version;

/**
 * What is known of the data before anything is trained on them.
 *
 * @param facts counts
 * @param identities all of them
 * @param drift of the inputs since the last run; empty in the first
 * @param profile of the inputs
 * @param checks the limits, in their order
 * @param trained identities that no challenger may be evaluated on: those of the training split,
 *     and those that the champion was trained on
 */
record DataCheck(
    HistoryEntry.Data facts,
    KnownIdentities identities,
    List<Drift> drift,
    InputProfile profile,
    List<Check> checks,
    KnownIdentities trained) {
  /** Identities that a version, or one that it descends from, was trained on. */
  static final String TRAINED = "trained.bin";

  /** Statistics of a version's inputs. */
  static final String PROFILE = "profile.json";

  /** Looks at the manifest and, once, at the samples. */
  static DataCheck of(DatasetReader data, Registry registry, RetrainSettings retrain) {
    DatasetManifest manifest = data.manifest();
    SampleRows rows = new SampleRows(data);
    List<String> names = List.copyOf(rows.identities().values());
    Version last = registry.newest();
    Version champion = championOf(registry);
    byte[] before = last == null ? null : registry.read(last.request().id(), Learning.IDENTITIES);
    KnownIdentities known = before == null ? KnownIdentities.NONE : KnownIdentities.of(before);
    HistoryEntry.Data facts =
        new HistoryEntry.Data(
            manifest.datasetVersion(),
            sum(manifest),
            names.size(),
            names.stream().filter(name -> !known.has(name)).count(),
            rejects(manifest));
    InputProfile profile = rows.profile();
    List<Drift> drift = drift(profile, last, registry);
    KnownIdentities taught = taught(registry);
    List<Check> checks =
        new ArrayList<>(
            checks(
                facts,
                smaller(drift, drift(profile, champion, registry)),
                fewer(last, champion),
                retrain.limits()));
    if (taught.size() > 0) {
      checks.add(heldOut(rows, taught));
    }
    return new DataCheck(
        facts,
        KnownIdentities.of(names),
        drift,
        profile,
        List.copyOf(checks),
        KnownIdentities.of(rows.identities("train").values()).and(taught));
  }

  private static Version championOf(Registry registry) {
    Champion champion = registry.champion();
    return champion == null ? null : registry.readable(champion.version());
  }

  private static List<Drift> drift(InputProfile profile, Version since, Registry registry) {
    return since == null
        ? List.of()
        : profile.since(registry.read(since.request().id(), PROFILE, InputProfile.class));
  }

  /**
   * Where a bad delivery was trained on, refused by the gate, and undone, the data are again those
   * of the champion: limits hold against the nearer of both.
   */
  private static List<Drift> smaller(List<Drift> sinceLast, List<Drift> sinceChampion) {
    return sinceLast.stream()
        .map(
            last ->
                sinceChampion.stream()
                    .filter(other -> other.of().equals(last.of()) && other.psi() < last.psi())
                    .findFirst()
                    .orElse(last))
        .toList();
  }

  private static Version fewer(Version last, Version champion) {
    return champion == null || last == null || samples(last) <= samples(champion) ? last : champion;
  }

  private static long samples(Version version) {
    return version.entry().run().data().samples();
  }

  private static long rejects(DatasetManifest manifest) {
    return manifest.rejects().values().stream().mapToLong(Long::longValue).sum();
  }

  private static double share(long rejects, long samples) {
    return rejects / (double) Math.max(1, rejects + samples);
  }

  /** Whether the limit on rejects is kept; needs no look at the samples. */
  static boolean fewRejects(DatasetManifest manifest, RetrainSettings.Limits limits) {
    return share(rejects(manifest), sum(manifest)) <= limits.maxRejectShare();
  }

  /** What the champion and those that it descends from were trained on. */
  private static KnownIdentities taught(Registry registry) {
    Champion champion = registry.champion();
    byte[] content = champion == null ? null : registry.read(champion.version(), TRAINED);
    return content == null ? KnownIdentities.NONE : KnownIdentities.of(content);
  }

  /**
   * A split that was drawn anew makes a champion shine that has seen the identities it is held to.
   */
  private static Check heldOut(SampleRows rows, KnownIdentities taught) {
    long seen =
        Stream.of("val", "test")
            .flatMap(split -> rows.identities(split).values().stream())
            .filter(taught::has)
            .count();
    return new Check(
        "held-out identities that the champion was trained on",
        "%,d".formatted(seen),
        "none: split.* must stay as it was, or the registry be a new one",
        seen == 0);
  }

  private static long sum(DatasetManifest manifest) {
    return manifest.splits().values().stream().mapToLong(SplitContents::samples).sum();
  }

  /**
   * The limits.
   *
   * @param drift since the last run or the champion, whichever is nearer
   * @param last that of both which had fewer samples, or null
   */
  private static List<Check> checks(
      HistoryEntry.Data facts, List<Drift> drift, Version last, RetrainSettings.Limits limits) {
    List<Check> checks = new ArrayList<>();
    checks.add(
        atLeast("samples", facts.samples(), limits.minSamples(), "retrain.limits.min-samples"));
    checks.add(
        atLeast(
            "identities",
            facts.identities(),
            limits.minIdentities(),
            "retrain.limits.min-identities"));
    double rejected = share(facts.rejects(), facts.samples());
    checks.add(
        new Check(
            "share of rejects",
            percent(rejected),
            "at most " + percent(limits.maxRejectShare()) + " (retrain.limits.max-reject-share)",
            rejected <= limits.maxRejectShare()));
    if (last != null) {
      double shrunk = 1 - facts.samples() / (double) samples(last);
      checks.add(
          new Check(
              "samples lost since run " + last.request().id(),
              percent(Math.max(0, shrunk)),
              "at most " + percent(limits.maxShrink()) + " (retrain.limits.max-shrink)",
              shrunk <= limits.maxShrink()));
    }
    if (limits.maxDrift() > 0) {
      for (Drift moved : drift) {
        checks.add(
            new Check(
                "drift of " + moved.of(),
                "PSI " + number(moved.psi()),
                "at most " + number(limits.maxDrift()) + " (retrain.limits.max-drift)",
                moved.psi() <= limits.maxDrift()));
      }
    }
    return List.copyOf(checks);
  }

  private static Check atLeast(String what, long found, long least, String key) {
    return new Check(
        what,
        String.format(Locale.ROOT, "%,d", found),
        String.format(Locale.ROOT, "at least %,d (%s)", least, key),
        found >= least);
  }

  boolean refused() {
    return !checks.stream().allMatch(Check::met);
  }

  /** The limits that are broken, in one line. */
  String words() {
    return checks.stream()
        .filter(check -> !check.met())
        .map(check -> "%s: %s, must be %s".formatted(check.name(), check.measured(), check.rule()))
        .collect(Collectors.joining("; "));
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.2f %%", 100 * share);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }
}
