package org.histloss.dataprep.demo;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.histloss.dataprep.demo.IconSet.Drawing;

/**
 * Which drawings become samples of which identity.
 *
 * <ul>
 *   <li>Some territories' flags share one drawing within a vendor (Norway, Svalbard): such flags
 *       are merged into one identity, named after the smallest code, and equal drawings of one
 *       vendor are kept once.
 *   <li>Other emoji that share one drawing within a vendor lose that drawing: it can't tell them
 *       apart.
 *   <li>Identities that fewer than four vendors draw are dropped.
 * </ul>
 */
final class EmojiCatalogue {
  static final int LEAST_VENDORS = 4;

  /**
   * One picture to be drawn.
   *
   * @param identity code points
   * @param vendor the camera
   * @param name the icon's
   * @param svg its document
   */
  record Picture(String identity, String vendor, String name, String svg) {}

  private record Key(String vendor, String svg) {}

  /** SVG documents by identity and vendor; vendors in the order of the sets. */
  private final Map<String, Map<String, Picture>> drawings = new TreeMap<>();

  private final Map<String, String> mergedInto = new TreeMap<>();
  private final Map<String, Long> notes = new TreeMap<>();
  private final List<Picture> pictures = new ArrayList<>();

  /** Joins, merges and drops. */
  EmojiCatalogue(List<IconSet> sets) {
    EmojiNames names = new EmojiNames(sets.stream().filter(set -> !set.chars().isEmpty()).toList());
    for (IconSet set : sets) {
      Map<String, Drawing> joined =
          set.chars().isEmpty() ? names.byName(set) : EmojiNames.byCode(set);
      joined.forEach(
          (identity, drawing) ->
              drawings
                  .computeIfAbsent(identity, x -> new LinkedHashMap<>())
                  .put(set.vendor(), picture(identity, set, drawing)));
    }
    settleShared();
    keepWellDrawn();
  }

  /** All pictures, by identity, then in the order of the sets. */
  List<Picture> pictures() {
    return pictures;
  }

  /** What was merged and dropped. */
  Map<String, Long> notes() {
    return notes;
  }

  private static Picture picture(String identity, IconSet set, Drawing drawing) {
    return new Picture(identity, set.vendor(), drawing.icon(), set.svg(drawing));
  }

  private void settleShared() {
    Map<Key, Set<String>> sharers = new HashMap<>();
    drawings.forEach(
        (identity, own) ->
            own.forEach(
                (vendor, picture) ->
                    sharers
                        .computeIfAbsent(new Key(vendor, picture.svg()), x -> new TreeSet<>())
                        .add(identity)));
    long ambiguous = 0;
    for (Map.Entry<Key, Set<String>> entry : sharers.entrySet()) {
      Set<String> identities = entry.getValue();
      if (identities.size() > 1 && identities.stream().allMatch(CodePoints::flag)) {
        merge(identities);
      } else if (identities.size() > 1) {
        ambiguous += identities.size();
        identities.forEach(id -> drawings.get(id).remove(entry.getKey().vendor()));
      }
    }
    note("drawings dropped that two emoji of a vendor share", ambiguous);
  }

  private void merge(Set<String> identities) {
    Set<String> roots = new TreeSet<>();
    identities.forEach(identity -> roots.add(root(identity)));
    String smallest = roots.iterator().next();
    roots.stream().filter(r -> !r.equals(smallest)).forEach(r -> mergedInto.put(r, smallest));
  }

  private String root(String identity) {
    String at = identity;
    while (mergedInto.containsKey(at)) {
      at = mergedInto.get(at);
    }
    return at;
  }

  private void keepWellDrawn() {
    Map<String, List<Picture>> byIdentity = new TreeMap<>();
    Set<Key> seen = new HashSet<>();
    long repeated = 0;
    for (Map<String, Picture> own : drawings.values()) {
      for (Picture picture : own.values()) {
        String identity = root(picture.identity());
        if (seen.add(new Key(picture.vendor() + " " + identity, picture.svg()))) {
          byIdentity
              .computeIfAbsent(identity, x -> new ArrayList<>())
              .add(new Picture(identity, picture.vendor(), picture.name(), picture.svg()));
        } else {
          repeated++;
        }
      }
    }
    Set<String> kept = new HashSet<>();
    long few = 0;
    for (Map.Entry<String, List<Picture>> entry : byIdentity.entrySet()) {
      if (entry.getValue().stream().map(Picture::vendor).distinct().count() >= LEAST_VENDORS) {
        kept.add(entry.getKey());
        pictures.addAll(entry.getValue());
      } else {
        few++;
      }
    }
    note("identities merged (flags with one drawing)", mergedAmong(kept));
    note("equal drawings of merged identities dropped", repeated);
    note("identities dropped that fewer than 4 vendors draw", few);
  }

  private long mergedAmong(Set<String> kept) {
    return mergedInto.keySet().stream().filter(identity -> kept.contains(root(identity))).count();
  }

  private void note(String what, long count) {
    if (count > 0) {
      notes.put(what, count);
    }
  }
}
