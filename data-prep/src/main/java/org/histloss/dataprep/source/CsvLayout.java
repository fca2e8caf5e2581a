package org.histloss.dataprep.source;

import com.univocity.parsers.csv.CsvParser;
import com.univocity.parsers.csv.CsvParserSettings;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.histloss.dataset.JobException;

/**
 * Which column of a CSV file stands where, and how one of its lines is read.
 *
 * @param columns names, lower case, in the file's order
 * @param features places of f0, f1, … in this order; empty when samples are pictures
 */
record CsvLayout(List<String> columns, int[] features) implements Serializable {
  private static final Set<String> KNOWN =
      Set.of("path", "sample_id", "identity", "camera", "split", "role");

  /**
   * Reads a header.
   *
   * @throws JobException exit code 21 when a column is missing, repeated, or both pictures and
   *     features are given
   */
  static CsvLayout of(String header, String input) {
    String[] names = parser(Short.MAX_VALUE).parseLine(withoutByteOrderMark(header));
    List<String> columns = new ArrayList<>();
    for (String name : names == null ? new String[0] : names) {
      columns.add(name == null ? "" : name.strip().toLowerCase(Locale.ROOT));
    }
    for (String name : columns) {
      if (!name.isEmpty() && columns.indexOf(name) != columns.lastIndexOf(name)) {
        throw JobException.badData("input = %s: its header has the column %s twice", input, name);
      }
    }
    if (!columns.contains("identity")) {
      throw JobException.badData(
          "input = %s: its header must have a column identity, has %s", input, columns);
    }
    int dimension = 0;
    while (columns.contains("f" + dimension)) {
      dimension++;
    }
    if (columns.contains("path") == dimension > 0) {
      throw JobException.badData(
          "input = %s: its header must have either a column path or columns f0, f1, …, has %s",
          input, columns);
    }
    int[] features = new int[dimension];
    for (int i = 0; i < dimension; i++) {
      features[i] = columns.indexOf("f" + i);
    }
    return new CsvLayout(columns, features);
  }

  private static String withoutByteOrderMark(String header) {
    return header.startsWith("\ufeff") ? header.substring(1) : header;
  }

  /** True when rows name pictures, false when they hold features. */
  boolean pictures() {
    return features.length == 0;
  }

  /** Columns that mean nothing here. */
  List<String> unused() {
    List<String> unused = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      int at = i;
      boolean feature = java.util.Arrays.stream(features).anyMatch(place -> place == at);
      if (!feature && !KNOWN.contains(columns.get(i))) {
        unused.add(columns.get(i));
      }
    }
    return unused;
  }

  /** A parser of single lines; not to be shared by threads. */
  CsvParser parser() {
    return parser(columns.size() + 1);
  }

  private static CsvParser parser(int columns) {
    CsvParserSettings settings = new CsvParserSettings();
    settings.setMaxColumns(columns);
    settings.setMaxCharsPerColumn(-1);
    settings.setIgnoreLeadingWhitespaces(true);
    settings.setIgnoreTrailingWhitespaces(true);
    settings.getFormat().setComment('\0');
    return new CsvParser(settings);
  }

  /** A field by column name; null when the column or its value is absent. */
  String text(String[] fields, String column) {
    int at = columns.indexOf(column);
    return at < 0 || fields[at] == null || fields[at].isBlank() ? null : fields[at];
  }
}
