package org.histloss.cli;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.commons.text.similarity.LevenshteinDistance;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says what was probably meant by an option or a command that isn't known. */
final class Typo {
  /** What {@code bin/histloss} takes for itself. */
  private static final List<String> LAUNCHER = List.of("--master", "--conf");

  private Typo() {}

  /**
   * A mistake in one line. A mistyped option goes before the required one that is missing for it.
   */
  static String line(ParameterException mistake) {
    String message = mistake.getMessage().replaceAll("\\s+", " ");
    CommandLine asked = mistake.getCommandLine();
    Optional<String> option = unmatched(mistake).stream().filter(Typo::isOption).findFirst();
    if (option.isPresent()) {
      String name = option.get().replaceAll("=.*", "");
      return "Unknown option: '%s'%s"
          .formatted(name, meant(name, asked.getCommandSpec().optionsMap().keySet()));
    }
    if (mistake instanceof UnmatchedArgumentException unknown
        && !asked.getSubcommands().isEmpty()) {
      return message + meant(unknown.getUnmatched().get(0), asked.getSubcommands().keySet());
    }
    return message;
  }

  /**
   * A mistyped option before the command, where the launcher takes its own from: the command's
   * missing options would be told of instead.
   */
  static Optional<String> ofLauncher(CommandLine line, String... arguments) {
    Set<String> known = new TreeSet<>(line.getCommandSpec().optionsMap().keySet());
    known.addAll(LAUNCHER);
    if (arguments.length == 0 || !isOption(arguments[0])) {
      return Optional.empty();
    }
    String name = arguments[0].replaceAll("=.*", "");
    return known.contains(name)
        ? Optional.empty()
        : Optional.of("Unknown option: '%s'%s".formatted(name, meant(name, known)));
  }

  private static List<String> unmatched(ParameterException mistake) {
    if (mistake instanceof UnmatchedArgumentException unknown) {
      return unknown.getUnmatched();
    }
    return mistake instanceof MissingParameterException
        ? mistake.getCommandLine().getUnmatchedArguments()
        : List.of();
  }

  private static boolean isOption(String argument) {
    return argument.startsWith("-") && argument.length() > 1;
  }

  private static String meant(String given, Collection<String> known) {
    return nearest(given, known).map(", did you mean %s?"::formatted).orElse("");
  }

  /** The known name with the fewest edits, the first by name of equals; none where all are far. */
  private static Optional<String> nearest(String given, Collection<String> known) {
    String word = word(given);
    int most = Math.min(word.length() - 1, Math.max(2, word.length() / 3));
    return known.stream()
        .filter(name -> edits(word, name) <= most)
        .min(
            Comparator.<String>comparingInt(name -> edits(word, name))
                .thenComparing(Comparator.naturalOrder()));
  }

  /** One where either is how the other begins, as {@code --out} for {@code --output}. */
  private static int edits(String word, String name) {
    String other = word(name);
    boolean begins = word.length() > 1 && other.length() > 1;
    return begins && (other.startsWith(word) || word.startsWith(other))
        ? Math.min(1, LevenshteinDistance.getDefaultInstance().apply(word, other))
        : LevenshteinDistance.getDefaultInstance().apply(word, other);
  }

  private static String word(String name) {
    return name.replaceAll("^-+", "").toLowerCase(Locale.ROOT);
  }
}
