package org.histloss.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The scores of finished courses in a CSV file, to which several processes append; all of them by
 * one protocol.
 */
final class CourseResults {
  private static final String COURSE = "course;seed;split;";
  private static final String HEADER = COURSE + "recall@1 (cross-camera);mAP (cross-camera)";

  private final Path file;

  CourseResults(Path file) {
    this.file = file;
  }

  /** A finished course's scores on one split. */
  record Score(String course, int seed, String split, double recallAt1, double map) {
    static Score of(String line) {
      String[] cells = line.split(";");
      return new Score(
          cells[0],
          Integer.parseInt(cells[1]),
          cells[2],
          Double.parseDouble(cells[3]),
          Double.parseDouble(cells[4]));
    }

    boolean isOf(Course other) {
      return course.equals(other.name());
    }

    private String line() {
      return String.format(
          Locale.ROOT, "%s;%d;%s;%.5f;%.5f%n", course, seed, split, recallAt1, map);
    }
  }

  /** All that is in the file; nothing where there is none. */
  List<Score> read() {
    try {
      return Files.exists(file)
          ? Files.readAllLines(file).stream()
              .filter(line -> !line.isBlank() && !line.startsWith(COURSE))
              .map(Score::of)
              .toList()
          : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  boolean has(Course course, int seed) {
    return read().stream().anyMatch(score -> score.isOf(course) && score.seed() == seed);
  }

  /** Mean average precision of the course's first seed on validation identities. */
  double first(Course course) {
    return read().stream()
        .filter(score -> score.isOf(course) && score.seed() == 1 && score.split().equals("val"))
        .findFirst()
        .orElseThrow()
        .map();
  }

  /** Appends the scores of one course in one write, under the file's lock. */
  void append(List<Score> scores) {
    try (FileChannel channel =
            FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        FileLock lock = channel.lock()) {
      List<String> lines = new ArrayList<>();
      if (channel.size() == 0) {
        lines.add(HEADER + System.lineSeparator());
      }
      scores.forEach(score -> lines.add(score.line()));
      channel.write(ByteBuffer.wrap(String.join("", lines).getBytes(StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
