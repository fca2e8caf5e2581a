package org.histloss.cli;

import com.univocity.parsers.csv.CsvWriter;
import com.univocity.parsers.csv.CsvWriterSettings;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.histloss.evaluation.ComparisonResult;
import org.histloss.evaluation.ComparisonResult.ModelFigures;
import org.histloss.evaluation.ComparisonResult.QueryLine;

/** What each model of a comparison makes of each query, one line a query. */
final class QueriesCsv {
  private QueriesCsv() {}

  /**
   * {@code sample_id}, {@code identity}, and of each model {@code ap:NAME}, a fraction, and {@code
   * first_rank:NAME}, the rank of its first right result from 1; both empty for a query with
   * nothing right to find. Last the {@code protocol}, the same in each line: lines that are put
   * together with those of another comparison keep theirs.
   *
   * @return UTF-8
   */
  static byte[] of(ComparisonResult result) {
    StringWriter text = new StringWriter();
    CsvWriterSettings settings = new CsvWriterSettings();
    settings.getFormat().setLineSeparator("\n");
    settings.setQuoteEscapingEnabled(true);
    settings.setNullValue("");
    settings.setEmptyValue("");
    settings.trimValues(false);
    CsvWriter csv = new CsvWriter(text, settings);
    csv.writeRow(header(result));
    for (QueryLine query : result.queries()) {
      List<Object> row = row(query, result.models().size());
      row.add(result.protocol().name());
      csv.writeRow(row);
    }
    csv.close();
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static List<Object> header(ComparisonResult result) {
    List<Object> names = new ArrayList<>(List.of("sample_id", "identity"));
    for (ModelFigures model : result.models()) {
      names.add("ap:" + model.name());
      names.add("first_rank:" + model.name());
    }
    names.add("protocol");
    return names;
  }

  private static List<Object> row(QueryLine query, int models) {
    List<Object> row = new ArrayList<>(List.of(query.sampleId(), query.identity()));
    for (int model = 0; model < models; model++) {
      boolean known = !query.firsts().isEmpty();
      row.add(known ? query.averagePrecisions().get(model) : null);
      row.add(known ? query.firsts().get(model) + 1 : null);
    }
    return row;
  }
}
