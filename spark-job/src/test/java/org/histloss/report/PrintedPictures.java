package org.histloss.report;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.InflaterInputStream;

/** Which pictures are drawn on which sheet of a PDF that Chromium has printed. */
final class PrintedPictures {
  private static final Pattern OBJECT =
      Pattern.compile("(?s)(\\d+) 0 obj\\s*(<<.*?>>)\\s*(stream\\r?\\n|endobj)");

  private final Map<Integer, String> dictionaries = new LinkedHashMap<>();
  private final Map<Integer, Integer> streams = new LinkedHashMap<>();
  private final byte[] pdf;
  private final List<Integer> pages = new ArrayList<>();
  private final Map<Integer, Set<Integer>> sheetsOfPicture = new LinkedHashMap<>();

  private PrintedPictures(byte[] pdf) {
    this.pdf = pdf;
    Matcher object = OBJECT.matcher(new String(pdf, StandardCharsets.ISO_8859_1));
    while (object.find()) {
      int number = Integer.parseInt(object.group(1));
      dictionaries.put(number, object.group(2));
      if (object.group(3).startsWith("stream")) {
        streams.put(number, object.end());
      }
    }
  }

  static PrintedPictures of(byte[] pdf) throws IOException {
    PrintedPictures printed = new PrintedPictures(pdf);
    printed.read();
    return printed;
  }

  private void read() throws IOException {
    dictionaries.forEach(
        (number, dictionary) -> {
          if (dictionary.contains("/Type /Page\n") || dictionary.contains("/Type /Page ")) {
            pages.add(number);
          } else if (dictionary.contains("/Subtype /Image")) {
            sheetsOfPicture.put(number, new TreeSet<>());
          }
        });
    for (int page : pages) {
      String dictionary = dictionaries.get(page);
      String content = inflate(reference(dictionary, "/Contents "));
      Map<String, Integer> names = new LinkedHashMap<>();
      Matcher resource = Pattern.compile("/(X\\d+) (\\d+) 0 R").matcher(dictionary);
      while (resource.find()) {
        names.put(resource.group(1), Integer.parseInt(resource.group(2)));
      }
      Matcher drawn = Pattern.compile("/(X\\d+) Do").matcher(content);
      while (drawn.find()) {
        sheetsOfPicture.getOrDefault(names.get(drawn.group(1)), new TreeSet<>()).add(page);
      }
    }
  }

  private static int reference(String dictionary, String key) {
    Matcher reference = Pattern.compile(key + "(\\d+) 0 R").matcher(dictionary);
    if (!reference.find()) {
      throw new IllegalStateException("no " + key + "in " + dictionary);
    }
    return Integer.parseInt(reference.group(1));
  }

  private String inflate(int number) throws IOException {
    int from = streams.get(number);
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    try (InflaterInputStream in =
        new InflaterInputStream(new java.io.ByteArrayInputStream(pdf, from, pdf.length - from))) {
      in.transferTo(content);
    }
    return content.toString(StandardCharsets.ISO_8859_1);
  }

  int sheets() {
    return pages.size();
  }

  /** For each picture that is so many pixels wide, the sheets that it is drawn on. */
  List<Set<Integer>> wide(int pixels) {
    return sheetsOfPicture.keySet().stream()
        .filter(number -> dictionaries.get(number).matches("(?s).*/Width " + pixels + "\\b.*"))
        .map(sheetsOfPicture::get)
        .toList();
  }
}
