package org.histloss.report;

import com.univocity.parsers.common.TextWritingException;
import com.univocity.parsers.csv.CsvWriter;
import com.univocity.parsers.csv.CsvWriterSettings;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.histloss.evaluation.Insights.RankLine;
import org.histloss.evaluation.Insights.RankLists;

/**
 * Every query's first results by a protocol as a CSV file, a line each; lines go out as they are
 * found.
 *
 * <p>The file lies beside the report's marker, which is written after it: without the marker it may
 * be cut short.
 */
final class RankListFile {
  /** Its name in the report folder. */
  static final String NAME = "ranks.csv";

  private RankListFile() {}

  /** Writes the file, in UTF-8 with lines that end in {@code \n}. */
  static void write(RankLists lists, String protocol, Path report, Configuration hadoop)
      throws IOException {
    FileSystem fs = report.getFileSystem(hadoop);
    // Hadoop would put a hidden checksum file beside a local one.
    FileSystem plain = fs instanceof LocalFileSystem local ? local.getRaw() : fs;
    CsvWriterSettings format = new CsvWriterSettings();
    format.getFormat().setLineSeparator("\n");
    // A field with a quote, a comma or a line break is quoted, a quote in it doubled (RFC 4180).
    format.setQuoteEscapingEnabled(true);
    format.setIgnoreLeadingWhitespaces(false);
    format.setIgnoreTrailingWhitespaces(false);
    try (OutputStream out = plain.create(new Path(report, NAME), true)) {
      CsvWriter csv = new CsvWriter(out, StandardCharsets.UTF_8, format);
      csv.writeHeaders(
          "query_sample_id", "rank", "gallery_sample_id", "similarity", "relevant", "protocol");
      lists.forEach(line -> csv.writeRow(fields(line, protocol)));
      csv.flush();
    } catch (TextWritingException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private static Object[] fields(RankLine line, String protocol) {
    return new Object[] {
      line.query(), line.rank(), line.found(), line.similarity(), line.relevant(), protocol
    };
  }
}
