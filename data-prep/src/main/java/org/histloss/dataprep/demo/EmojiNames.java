package org.histloss.dataprep.demo;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.histloss.dataprep.demo.IconSet.Drawing;

/**
 * Joins drawings to emoji: by code point where a set tells it, else by the names that the telling
 * sets use.
 *
 * <p>A name given to a code point itself goes before a name that is merely an alias of the same
 * drawing, and an icon's own name before its aliases; an icon and an emoji are joined once.
 */
final class EmojiNames {
  private final Map<String, Set<String>> given = new HashMap<>();
  private final Map<String, Set<String>> alike = new HashMap<>();

  /** Learns names from the sets that tell code points. */
  EmojiNames(List<IconSet> telling) {
    for (IconSet set : telling) {
      Map<Drawing, List<String>> names = new HashMap<>();
      for (String alias : set.aliases().keySet()) {
        set.resolve(alias)
            .ifPresent(d -> names.computeIfAbsent(d, x -> new ArrayList<>()).add(alias));
      }
      set.icons()
          .keySet()
          .forEach(
              icon ->
                  names
                      .computeIfAbsent(new Drawing(icon, false), x -> new ArrayList<>())
                      .add(icon));
      set.chars().forEach((code, name) -> learn(set, code, name, names));
    }
  }

  private void learn(IconSet set, String code, String name, Map<Drawing, List<String>> names) {
    String identity = CodePoints.identity(code);
    Optional<Drawing> drawing = set.resolve(name);
    if (identity == null || drawing.isEmpty()) {
      return;
    }
    given.computeIfAbsent(name, x -> new TreeSet<>()).add(identity);
    for (String other : names.getOrDefault(drawing.get(), List.of())) {
      alike.computeIfAbsent(other, x -> new TreeSet<>()).add(identity);
    }
  }

  /** Identity → drawing, for a set that tells code points. */
  static Map<String, Drawing> byCode(IconSet set) {
    Map<String, Drawing> joined = new TreeMap<>();
    set.chars()
        .forEach(
            (code, name) -> {
              String identity = CodePoints.identity(code);
              if (identity != null) {
                set.resolve(name).ifPresent(drawing -> joined.putIfAbsent(identity, drawing));
              }
            });
    return joined;
  }

  /** Identity → drawing, for a set that has names only. */
  Map<String, Drawing> byName(IconSet set) {
    // fxemoji runs the words of a name together.
    long hyphened = set.icons().keySet().stream().filter(name -> name.contains("-")).count();
    boolean plain = hyphened * 2 < set.icons().size();
    UnaryOperator<String> form = plain ? name -> name.replace("-", "") : name -> name;
    Map<String, Set<String>> first = reshaped(given, form);
    Map<String, Set<String>> second = reshaped(alike, form);
    Map<String, Drawing> joined = new LinkedHashMap<>();
    Set<String> used = new HashSet<>();
    for (Map<String, Set<String>> known : List.of(first, second)) {
      join(set, set.icons().keySet(), form, known, joined, used);
    }
    for (Map<String, Set<String>> known : List.of(first, second)) {
      join(set, set.aliases().keySet(), form, known, joined, used);
    }
    return new TreeMap<>(joined);
  }

  private static void join(
      IconSet set,
      Set<String> names,
      UnaryOperator<String> form,
      Map<String, Set<String>> known,
      Map<String, Drawing> joined,
      Set<String> used) {
    for (String name : names) {
      Set<String> identities = known.getOrDefault(form.apply(name), Set.of());
      Optional<Drawing> drawing = set.resolve(name);
      if (identities.size() == 1 && drawing.isPresent()) {
        String identity = identities.iterator().next();
        if (!joined.containsKey(identity) && used.add(drawing.get().icon())) {
          joined.put(identity, drawing.get());
        }
      }
    }
  }

  private static Map<String, Set<String>> reshaped(
      Map<String, Set<String>> names, UnaryOperator<String> form) {
    Map<String, Set<String>> reshaped = new HashMap<>();
    names.forEach(
        (name, identities) ->
            reshaped.computeIfAbsent(form.apply(name), x -> new TreeSet<>()).addAll(identities));
    return reshaped;
  }
}
