package org.histloss.dataprep;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.histloss.dataset.DatasetManifest.SplitContents;
import org.histloss.dataset.JobException;

/**
 * Every identity's split, code and first ordinal, worked out from counts alone.
 *
 * <p>Codes and ordinals are dense over the whole data set in unsigned UTF-8 order of (identity,
 * sample id). An identity lives in one split: the one given by the first of its samples that gives
 * any, else the one its hash gives; samples that say otherwise are left out. Distractors and junk
 * take no part in that choice: they belong to test, and are left out when their identity's other
 * samples are elsewhere. Where a data set is added to, its identities keep their splits.
 */
final class IdentityTable {
  /** Roles that belong to test and are never a positive of anything. */
  static boolean filler(String role) {
    return "distractor".equals(role) || "junk".equals(role);
  }

  /**
   * Samples of one identity that say the same about their place.
   *
   * @param identity whose
   * @param filler distractors and junk
   * @param declared the split they give, or ""
   * @param samples how many
   * @param first where the first of them stands; groups are compared by it as text
   * @param camera the one that took all of them, or null when several did or it isn't known
   */
  record Group(
      String identity, boolean filler, String declared, long samples, String first, String camera) {
    /** Whether samples of the data set that is added to are among them. */
    boolean settled() {
      return first.startsWith(StagedRows.SETTLED);
    }
  }

  /** A group's fate: its identity's split, code and first ordinal, and whether it is kept. */
  record Placed(Group group, String split, int code, long firstOrdinal, boolean kept) {}

  /** One identity of the data set. */
  private record Entry(
      String identity, String split, List<Group> groups, long samples, long ordinary) {
    boolean oneCamera() {
      Set<String> cameras = new HashSet<>();
      for (Group group : groups) {
        if (!group.filler() && kept(group, split)) {
          cameras.add(group.camera());
        }
      }
      return cameras.size() == 1 && !cameras.contains(null);
    }
  }

  private final List<Placed> placed = new ArrayList<>();
  private final List<Entry> entries;

  /** Places all identities of {@code groups}. */
  IdentityTable(List<Group> groups, IdentitySplit rule) {
    Map<String, List<Group>> byIdentity =
        groups.stream().collect(Collectors.groupingBy(Group::identity));
    entries =
        byIdentity.values().stream()
            .map(own -> entry(own, rule))
            .sorted(Comparator.comparing(e -> utf8(e.identity()), Arrays::compareUnsigned))
            .toList();
    long ordinal = 0;
    for (int code = 0; code < entries.size(); code++) {
      Entry entry = entries.get(code);
      for (Group group : entry.groups()) {
        boolean kept = kept(group, entry.split());
        placed.add(new Placed(group, entry.split(), code, ordinal, kept));
      }
      ordinal += entry.samples();
    }
  }

  private static Entry entry(List<Group> own, IdentitySplit rule) {
    String identity = own.get(0).identity();
    boolean ordinary = own.stream().anyMatch(group -> !group.filler());
    Stream<Group> deciding =
        own.stream().anyMatch(Group::settled)
            ? own.stream().filter(Group::settled)
            : own.stream().filter(group -> !group.filler() && !group.declared().isEmpty());
    String declared =
        deciding
            .min(Comparator.comparing(Group::first))
            .map(Group::declared)
            .orElseGet(() -> ordinary ? rule.of(identity) : "test");
    List<Group> sorted =
        own.stream()
            .sorted(Comparator.comparing(Group::filler).thenComparing(Group::declared))
            .toList();
    long samples = 0;
    long ordinarySamples = 0;
    for (Group group : sorted) {
      if (kept(group, declared)) {
        samples += group.samples();
        ordinarySamples += group.filler() ? 0 : group.samples();
      }
    }
    return new Entry(identity, declared, sorted, samples, ordinarySamples);
  }

  private static boolean kept(Group group, String split) {
    String says = group.filler() ? "test" : group.declared();
    return says.isEmpty() || says.equals(split);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Each group with its identity's place. */
  List<Placed> placed() {
    return placed;
  }

  /** Whether any group was left out. */
  boolean allKept() {
    return placed.stream().allMatch(Placed::kept);
  }

  /** Samples over all identities. */
  long samples() {
    return entries.stream().mapToLong(Entry::samples).sum();
  }

  /** Per split, in the manifest's form; a split without samples is absent. */
  Map<String, SplitContents> contents() {
    Map<String, SplitContents> contents = new TreeMap<>();
    for (String split : entries.stream().map(Entry::split).distinct().toList()) {
      int[] codes = codesOf(split);
      int[] counts =
          Arrays.stream(codes)
              .mapToObj(entries::get)
              .mapToInt(entry -> CodeRoom.samples(entry.identity(), entry.samples()))
              .toArray();
      long samples = Arrays.stream(counts).asLongStream().sum();
      int trainable =
          (int) Arrays.stream(codes).filter(code -> entries.get(code).ordinary() >= 2).count();
      contents.put(split, new SplitContents(samples, codes.length, trainable, codes, counts));
    }
    return contents;
  }

  /** Identities with one sample, distractors and junk apart, per split that has any. */
  Map<String, Long> singles() {
    return entries.stream()
        .filter(entry -> entry.ordinary() == 1)
        .collect(Collectors.groupingBy(Entry::split, TreeMap::new, Collectors.counting()));
  }

  /**
   * Identities with two samples or more, distractors and junk apart, all of one known camera; an
   * unknown camera is like no other.
   */
  long oneCamera() {
    return entries.stream().filter(entry -> entry.ordinary() >= 2 && entry.oneCamera()).count();
  }

  /**
   * Makes sure that there is something to learn.
   *
   * @throws JobException exit code 21 when no identity has two samples
   */
  void requirePair(String input, Map<String, Long> rejected) {
    if (entries.stream().noneMatch(entry -> entry.ordinary() >= 2)) {
      throw JobException.badData(
          "%s: no identity has two samples, at least one must (%d samples of %d identities;"
              + " rejected: %s)",
          input, samples(), entries.size(), counted(rejected));
    }
  }

  private static String counted(Map<String, Long> rejected) {
    return rejected.isEmpty()
        ? "none"
        : rejected.entrySet().stream()
            .map(reason -> reason.getKey() + " " + reason.getValue())
            .collect(Collectors.joining(", "));
  }

  private int[] codesOf(String split) {
    List<Integer> codes = new ArrayList<>();
    for (int code = 0; code < entries.size(); code++) {
      if (entries.get(code).split().equals(split)) {
        codes.add(code);
      }
    }
    return codes.stream().mapToInt(Integer::intValue).toArray();
  }
}
