package org.histloss.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What somebody at a terminal would have seen: commands and what they printed, with folders named
 * as a document names them. A document may quote it, with "…" for lines that are left out.
 */
final class Transcript {
  private static final Pattern BLOCK = Pattern.compile("```console\n(.*?)```", Pattern.DOTALL);

  private final Map<String, String> folders;
  private final List<String> lines = new ArrayList<>();

  /**
   * An empty one.
   *
   * @param folders shown names by real ones
   */
  Transcript(Map<String, String> folders) {
    this.folders = folders;
  }

  /** Adds a command and what it printed. */
  void add(String command, String output) {
    lines.addAll(shown("$ " + command + "\n" + output.strip()).lines().toList());
    lines.add("");
  }

  /** Keeps a copy of a text file in which folders are named as here. */
  void keep(Path file, Path copy) throws IOException {
    Files.writeString(copy, shown(Files.readString(file)));
  }

  private String shown(String text) {
    String shown = text;
    for (Map.Entry<String, String> folder : folders.entrySet()) {
      shown = shown.replace(folder.getKey(), folder.getValue());
    }
    return shown;
  }

  /** Writes it to a file, for whoever brings a document up to date. */
  void write(Path file) throws IOException {
    Files.createDirectories(file.getParent());
    Files.write(file, lines);
  }

  /**
   * Holds a document against it: all lines of its blocks must be in here, in their order. Figures,
   * times and hashes may differ, and whether an interval happens to lie below zero.
   */
  void assertQuotedBy(Path document) throws IOException {
    List<String> quoted = quoted(Files.readString(document));
    assertThat(quoted).as("lines of blocks in %s", document).hasSizeGreaterThan(10);
    Iterator<String> said = lines.stream().map(Transcript::steady).iterator();
    for (String line : quoted) {
      boolean found = false;
      while (!found && said.hasNext()) {
        found = said.next().equals(steady(line));
      }
      assertThat(found).as("%s quotes%n%s%nof%n%s", document, line, lines).isTrue();
    }
  }

  private static List<String> quoted(String document) {
    List<String> quoted = new ArrayList<>();
    Matcher block = BLOCK.matcher(document);
    while (block.find()) {
      block.group(1).lines().filter(line -> !line.strip().equals("…")).forEach(quoted::add);
    }
    return quoted;
  }

  private static String steady(String line) {
    return line.replaceAll("; \\S+ not shown to be worse [^;]*? as a whole", "")
        .replaceAll("[+−±]?\\d+\\.\\d+", "#")
        .replaceAll("\\b(?=\\w*\\d)[0-9a-f]{8,}\\b", "HASH")
        .replaceAll("\\d+", "#")
        .stripTrailing();
  }
}
