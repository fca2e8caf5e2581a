package org.histloss.dataprep.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.histloss.dataset.ExitCode;
import org.histloss.dataset.JobException;

/**
 * One vendor's icons as its tarball holds them.
 *
 * @param vendor whose
 * @param icons SVG documents by icon name
 * @param aliases other names of icons
 * @param chars icon name or alias by code points ({@code 1f600}, {@code 1f1e6-1f1e9}); empty for
 *     sets that don't tell
 */
record IconSet(
    String vendor, Map<String, Icon> icons, Map<String, Alias> aliases, Map<String, String> chars) {
  private static final int MOST_ALIASES = 8;
  private static final int BUFFER = 1 << 16;

  /** An icon's markup and its box. */
  record Icon(String body, double left, double top, double width, double height) {}

  /** Another name, perhaps of the icon mirrored left to right. */
  record Alias(String parent, boolean mirrored) {}

  /** What a name stands for: the icon of this name, mirrored or not. */
  record Drawing(String icon, boolean mirrored) {}

  /** Follows aliases to an icon; empty when there is none. */
  Optional<Drawing> resolve(String name) {
    boolean mirrored = false;
    String at = name;
    for (int i = 0; i < MOST_ALIASES; i++) {
      if (icons.containsKey(at)) {
        return Optional.of(new Drawing(at, mirrored));
      }
      Alias alias = aliases.get(at);
      if (alias == null) {
        return Optional.empty();
      }
      mirrored ^= alias.mirrored();
      at = alias.parent();
    }
    return Optional.empty();
  }

  /** The drawing as an SVG document. */
  String svg(Drawing drawing) {
    Icon icon = icons.get(drawing.icon());
    String body = icon.body();
    if (drawing.mirrored()) {
      double shift = 2 * icon.left() + icon.width();
      body = "<g transform=\"translate(" + shift + " 0) scale(-1 1)\">" + body + "</g>";
    }
    return "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\""
        + String.format(
            Locale.ROOT,
            " viewBox=\"%s %s %s %s\">",
            icon.left(),
            icon.top(),
            icon.width(),
            icon.height())
        + body
        + "</svg>";
  }

  /**
   * Reads a tarball.
   *
   * @throws JobException exit code 30 when it can't be read
   */
  static IconSet read(String vendor, Path tarball) {
    try (InputStream file = new BufferedInputStream(Files.newInputStream(tarball));
        TarArchiveInputStream tar = new TarArchiveInputStream(new GZIPInputStream(file, BUFFER))) {
      Map<String, JsonNode> documents = new TreeMap<>();
      for (TarArchiveEntry e = tar.getNextTarEntry(); e != null; e = tar.getNextTarEntry()) {
        if (e.getName().equals("package/icons.json") || e.getName().equals("package/chars.json")) {
          documents.put(e.getName(), new ObjectMapper().readTree(tar.readAllBytes()));
        }
      }
      return parse(vendor, documents);
    } catch (IOException | RuntimeException e) {
      throw new JobException(
          ExitCode.INFRASTRUCTURE, tarball + " can't be read: " + e.getMessage(), e);
    }
  }

  private static IconSet parse(String vendor, Map<String, JsonNode> documents) throws IOException {
    JsonNode set = documents.get("package/icons.json");
    if (set == null) {
      throw new IOException("it holds no package/icons.json");
    }
    Map<String, Icon> icons = new LinkedHashMap<>();
    set.path("icons")
        .fields()
        .forEachRemaining(e -> icons.put(e.getKey(), icon(e.getValue(), set)));
    Map<String, Alias> aliases = new LinkedHashMap<>();
    set.path("aliases")
        .fields()
        .forEachRemaining(
            e ->
                aliases.put(
                    e.getKey(),
                    new Alias(
                        e.getValue().path("parent").asText(),
                        e.getValue().path("hFlip").asBoolean())));
    Map<String, String> chars = new TreeMap<>();
    JsonNode table = documents.get("package/chars.json");
    if (table != null) {
      table.fields().forEachRemaining(e -> chars.put(e.getKey(), e.getValue().asText()));
    }
    return new IconSet(vendor, icons, aliases, chars);
  }

  private static Icon icon(JsonNode icon, JsonNode set) {
    return new Icon(
        icon.path("body").asText(),
        number("left", 0, icon, set),
        number("top", 0, icon, set),
        number("width", 16, icon, set),
        number("height", 16, icon, set));
  }

  private static double number(String key, double otherwise, JsonNode icon, JsonNode set) {
    return icon.path(key).asDouble(set.path(key).asDouble(otherwise));
  }
}
