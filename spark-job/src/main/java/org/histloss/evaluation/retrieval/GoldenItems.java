package org.histloss.evaluation.retrieval;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.histloss.dataset.ExitCode;
import org.histloss.dataset.JobException;
import org.histloss.evaluation.retrieval.RetrievalItems.Role;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/** Collects the rows of golden CSV files: some whole-number columns, then the embedding. */
final class GoldenItems {
  private static final int DISTRACTOR = 0;
  private static final int JUNK = -1;

  private record Item(int identity, int camera, Role role, double[] embedding) {}

  private final List<Item> items = new ArrayList<>();

  /** Adds a file of {@code pid,cam,f0,…}; pid 0 in a gallery is a distractor, −1 is junk. */
  void addMarket(String name, InputStream csv, Role role) throws IOException {
    for (double[] row : rows(name, csv, 2)) {
      int identity = (int) row[0];
      Role rowRole = role;
      if (identity == JUNK) {
        rowRole = Role.JUNK;
      } else if (identity == DISTRACTOR && role == Role.GALLERY) {
        rowRole = Role.DISTRACTOR;
      }
      items.add(new Item(identity, (int) row[1], rowRole, from(row, 2)));
    }
  }

  /** Adds a file of {@code label,f0,…}; each row is query and gallery item. */
  void addLabelled(String name, InputStream csv) throws IOException {
    for (double[] row : rows(name, csv, 1)) {
      items.add(new Item((int) row[0], RetrievalItems.NO_CAMERA, Role.BOTH, from(row, 1)));
    }
  }

  /** All rows so far; the ordinal is the row's position. */
  RetrievalItems items(DataType type) {
    int n = items.size();
    double[][] embeddings = items.stream().map(Item::embedding).toArray(double[][]::new);
    long[] ordinals = new long[n];
    for (int i = 0; i < n; i++) {
      ordinals[i] = i;
    }
    return RetrievalItems.of(
        Nd4j.createFromArray(embeddings).castTo(type),
        ordinals,
        items.stream().mapToInt(Item::identity).toArray(),
        items.stream().mapToInt(Item::camera).toArray(),
        items.stream().map(Item::role).toArray(Role[]::new));
  }

  private static double[] from(double[] row, int start) {
    return Arrays.copyOfRange(row, start, row.length);
  }

  private static List<double[]> rows(String name, InputStream csv, int labels) throws IOException {
    List<double[]> rows = new ArrayList<>();
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(csv, StandardCharsets.UTF_8))) {
      int number = 0;
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        number++;
        if (!line.startsWith("#") && !line.isBlank()) {
          rows.add(parse(name, number, line, labels, rows.isEmpty() ? 0 : rows.get(0).length));
        }
      }
    }
    if (rows.isEmpty()) {
      throw JobException.badData("%s has no row", name);
    }
    return rows;
  }

  private static double[] parse(String name, int number, String line, int labels, int width) {
    String[] fields = line.split(",", -1);
    if (fields.length <= labels || (width > 0 && fields.length != width)) {
      throw JobException.badData(
          "%s line %d has %d fields: must have %s",
          name, number, fields.length, width > 0 ? width : "more than " + labels);
    }
    double[] row = new double[fields.length];
    try {
      for (int i = 0; i < fields.length; i++) {
        row[i] = i < labels ? Integer.parseInt(fields[i].trim()) : Double.parseDouble(fields[i]);
      }
    } catch (NumberFormatException e) {
      throw new JobException(
          ExitCode.BAD_DATA,
          String.format(Locale.ROOT, "%s line %d: %s", name, number, e.getMessage()),
          e);
    }
    return row;
  }
}
