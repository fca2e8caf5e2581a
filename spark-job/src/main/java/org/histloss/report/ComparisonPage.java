package org.histloss.report;

import freemarker.template.TemplateException;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.histloss.report.comparison.Comparison;

/** A comparison as one self-contained HTML page. */
final class ComparisonPage {
  private ComparisonPage() {}

  /**
   * Lays the comparison out; every text that comes from data is escaped by the template engine.
   *
   * @param charts drawn for the page
   * @param failure why nothing could be drawn, or null
   */
  static String render(Comparison data, List<ChartSet.Drawn> charts, String failure) {
    Map<String, Object> model = new HashMap<>();
    model.put("comparison", data);
    model.put("split", Figures.splitWord(data.data().split()));
    model.put("created", data.created() == null ? null : Figures.moment(data.created()));
    model.put("failure", failure);
    model.put("headlines", ComparisonPart.headlines(data));
    model.put("tiles", ComparisonTiles.of(data));
    model.put("columns", ComparisonPart.columns(data));
    model.put("rows", ComparisonPart.rows(data));
    model.put("notes", ComparisonNotes.of(data));
    model.put("contests", ComparisonPart.contests(data));
    model.put("confidence", ComparisonPart.confidence(data));
    model.put("method", ComparisonPart.method(data));
    model.put("charts", charts);
    model.put("pairs", ComparisonPart.pairs(data));
    model.put("details", details(data));
    StringWriter page = new StringWriter();
    try {
      Page.TEMPLATES.getTemplate("comparison.ftlh").process(model, page);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (TemplateException e) {
      throw new IllegalStateException("comparison.ftlh: " + e.getMessageWithoutStackTop(), e);
    }
    return page.toString();
  }

  private static List<DetailPart.Table> details(Comparison data) {
    List<DetailPart.Table> tables = new ArrayList<>();
    ReportData.Protocol protocol = data.protocol();
    tables.add(
        new DetailPart.Table(
            "Protocol: " + protocol.name(), protocol.description(), protocol.rules()));
    tables.add(new DetailPart.Table("Models", null, models(data)));
    tables.add(new DetailPart.Table("Data", null, counts(data)));
    tables.add(new DetailPart.Table("Settings", "The effective configuration.", data.settings()));
    tables.add(new DetailPart.Table("Versions", null, data.versions()));
    Map<String, String> timings = new LinkedHashMap<>();
    data.timings().forEach((phase, time) -> timings.put(phase, Figures.duration(time)));
    tables.add(new DetailPart.Table("Time by phase", null, timings));
    tables.removeIf(table -> table.entries().isEmpty() && table.note() == null);
    return tables;
  }

  private static Map<String, String> models(Comparison data) {
    Map<String, String> entries = new LinkedHashMap<>();
    for (int i = 0; i < data.models().size(); i++) {
      Comparison.Model model = data.models().get(i);
      entries.put(
          ComparisonPart.letter(i) + ": " + model.name(),
          "%s, embeddings of %d numbers".formatted(model.folder(), model.dimension()));
    }
    return entries;
  }

  private static Map<String, String> counts(Comparison comparison) {
    Comparison.Data data = comparison.data();
    Map<String, String> entries = new LinkedHashMap<>();
    entries.put("data set", data.path());
    entries.put("version", data.version());
    entries.put("one sample", data.shape());
    entries.put("split", data.split());
    entries.put("queries", Figures.whole(data.queries()));
    entries.put("skipped, with nothing right to find", Figures.whole(data.skipped()));
    entries.put("gallery", Figures.whole(data.gallery()));
    entries.put("identities with a query", Figures.whole(data.identities()));
    return entries;
  }
}
