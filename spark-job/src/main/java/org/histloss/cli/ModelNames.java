package org.histloss.cli;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.hadoop.fs.Path;

/** Names for models by what their folders differ in. */
final class ModelNames {
  private ModelNames() {}

  /**
   * The shortest distinguishing parts of the paths: the one part, as far to the right as may be, in
   * which all differ ({@code a/model}, {@code b/model}: a, b), unless parts to its right name one
   * of them; where there is none, as many of the last parts as it takes, without those at the end
   * that all share; else the whole paths.
   *
   * @param folders all different, with scheme and root
   */
  static List<String> of(List<Path> folders) {
    List<String[]> parts =
        folders.stream()
            .map(folder -> folder.toUri().getPath().replaceAll("^/+", "").split("/"))
            .toList();
    int shortest = parts.stream().mapToInt(path -> path.length).min().orElse(0);
    int shared = 0;
    while (shared < shortest && distinct(names(parts, shared, 1)) == 1) {
      shared++;
    }
    for (int fromEnd = shared; fromEnd < shortest; fromEnd++) {
      List<String> names = names(parts, fromEnd, 1);
      if (distinct(names) == folders.size()) {
        return fromEnd == shared ? names : ends(parts, shared, names);
      }
    }
    int longest = parts.stream().mapToInt(path -> path.length).max().orElse(0);
    for (int length = 2; shared + length <= longest; length++) {
      List<String> names = names(parts, shared, length);
      if (distinct(names) == folders.size()) {
        return names;
      }
    }
    return folders.stream().map(Path::toString).toList();
  }

  /** So many parts of each path, the last of them so many from its end; fewer of a short path. */
  private static List<String> names(List<String[]> parts, int fromEnd, int length) {
    return IntStream.range(0, parts.size())
        .mapToObj(
            i -> {
              String[] path = parts.get(i);
              int end = Math.max(0, path.length - fromEnd);
              return String.join("/", Arrays.asList(path).subList(Math.max(0, end - length), end));
            })
        .toList();
  }

  /**
   * The shortest end of each path that no other has, where for one of them that is a single part:
   * the run that is its own name must not be called by a folder above it, as a registry's {@code
   * versions}. Else the part in which all differ.
   */
  private static List<String> ends(List<String[]> parts, int shared, List<String> differing) {
    List<String> ends =
        IntStream.range(0, parts.size()).mapToObj(i -> end(parts, shared, i)).toList();
    boolean single = ends.stream().anyMatch(end -> !end.contains("/"));
    return single && distinct(ends) == ends.size() ? ends : differing;
  }

  private static String end(List<String[]> parts, int shared, int i) {
    int length = 1;
    while (length < parts.get(i).length && common(names(parts, shared, length), i)) {
      length++;
    }
    return names(parts, shared, length).get(i);
  }

  private static boolean common(List<String> names, int i) {
    return names.stream().filter(names.get(i)::equals).count() > 1;
  }

  private static int distinct(List<String> names) {
    return new HashSet<>(names).size();
  }
}
