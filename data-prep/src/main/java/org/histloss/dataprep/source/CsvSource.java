package org.histloss.dataprep.source;

import com.univocity.parsers.csv.CsvParser;
import java.util.Locale;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.histloss.dataset.JobException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Tuple2;

/**
 * A CSV manifest with a header, in UTF-8, one row a line.
 *
 * <ul>
 *   <li>Pictures: columns {@code path} and {@code identity}, and if wanted {@code camera}, {@code
 *       split}, {@code role}, in any order. A path is relative to the manifest's folder unless it
 *       is absolute or a URI.
 *   <li>Feature vectors: columns {@code f0} to {@code f(D−1)} in place of {@code path}.
 *   <li>The sample id is the column {@code sample_id}, else the path as it is written (without a
 *       leading {@code ./}), else the manifest's name and the line's number.
 *   <li>An empty split leaves the choice to the hash of the identity; an empty camera or role means
 *       none. Other columns are not read, which the log says.
 * </ul>
 */
public final class CsvSource implements SampleSource {
  private static final Logger LOG = LoggerFactory.getLogger(CsvSource.class);

  private final String input;

  /** The manifest at {@code input}. */
  public CsvSource(String input) {
    this.input = input;
  }

  @Override
  public String name() {
    return "csv";
  }

  @Override
  public Listing list(SparkSession spark) {
    Path file = InputPath.file(spark.sessionState().newHadoopConf(), input);
    Dataset<Row> lines = spark.read().option("__globPaths__", "false").text(file.toString());
    if (lines.isEmpty()) {
      throw JobException.badData("input = %s: must have a header, is empty", input);
    }
    CsvLayout layout = CsvLayout.of(lines.first().getString(0), input);
    if (!layout.unused().isEmpty()) {
      LOG.warn("{}: columns {} are not used", input, layout.unused());
    }
    String folder = file.getParent().toString();
    String name = file.getName();
    JavaRDD<Row> rows =
        lines
            .javaRDD()
            .zipWithIndex()
            .filter(line -> line._2() > 0 && !line._1().getString(0).isBlank())
            .mapPartitions(
                part -> {
                  Lines reader = new Lines(layout, layout.parser(), folder, name);
                  Iterable<Tuple2<Row, Long>> numbered = () -> part;
                  return StreamSupport.stream(numbered.spliterator(), false)
                      .map(line -> reader.row(line._1().getString(0), line._2() + 1))
                      .iterator();
                })
            .repartition(spark.sparkContext().defaultParallelism() * 4);
    return new Listing(spark.createDataFrame(rows, Candidate.SCHEMA), layout.pictures(), Map.of());
  }

  /** Reads lines on an executor. */
  private record Lines(CsvLayout layout, CsvParser parser, String folder, String manifest) {
    Row row(String line, long number) {
      Candidate candidate = Candidate.at(manifest, number);
      String[] fields;
      try {
        fields = parser.parseLine(line);
      } catch (RuntimeException e) {
        return candidate
            .rejected(RejectReason.MALFORMED_ROW, "line " + number + " can't be read as CSV")
            .row();
      }
      int found = fields == null ? 0 : fields.length;
      if (found != layout.columns().size()) {
        String detail =
            String.format(
                Locale.ROOT,
                "line %d has %d fields: the header has %d",
                number,
                found,
                layout.columns().size());
        return candidate.rejected(RejectReason.MALFORMED_ROW, detail).row();
      }
      candidate
          .sample(sampleId(fields, number), layout.text(fields, "identity"))
          .camera(layout.text(fields, "camera"))
          .placed(layout.text(fields, "role"), layout.text(fields, "split"));
      return layout.pictures() ? picture(candidate, fields) : features(candidate, fields);
    }

    private String sampleId(String[] fields, long number) {
      String given = layout.text(fields, "sample_id");
      if (given != null) {
        return given;
      }
      String path = layout.text(fields, "path");
      return path != null ? withoutDot(path) : manifest + ":" + number;
    }

    private Row picture(Candidate candidate, String[] fields) {
      String path = layout.text(fields, "path");
      return (path == null
              ? candidate.rejected(RejectReason.MISSING_FILE, "the path is empty")
              : candidate.path(absolute(path)))
          .row();
    }

    private Row features(Candidate candidate, String[] fields) {
      float[] features = new float[layout.features().length];
      for (int i = 0; i < features.length; i++) {
        String text = fields[layout.features()[i]];
        try {
          features[i] = Float.parseFloat(text == null ? "" : text);
        } catch (NumberFormatException e) {
          String detail = "f" + i + " = " + (text == null ? "" : text) + ": must be a number";
          return candidate.rejected(RejectReason.BAD_FEATURES, detail).row();
        }
      }
      return candidate.features(features).row();
    }

    private String absolute(String path) {
      boolean anchored = path.startsWith("/") || path.matches("[A-Za-z][A-Za-z0-9+.-]*:/.*");
      // The dot keeps a colon in a file name from being taken for a scheme.
      return anchored ? path : new Path(folder, "./" + path).toString();
    }

    private static String withoutDot(String path) {
      return path.startsWith("./") ? path.substring(2) : path;
    }
  }
}
