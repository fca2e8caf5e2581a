package org.histloss.report;

import freemarker.template.TemplateException;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.histloss.report.history.HistoryEntry;
import org.histloss.report.history.HistoryReport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A registry's history as one self-contained HTML page. */
final class HistoryPage {
  private static final Logger LOG = LoggerFactory.getLogger(HistoryPage.class);

  private HistoryPage() {}

  /**
   * Lays the history out; every text that comes from data is escaped by the template engine. On a
   * machine without font libraries the page goes without charts and says so.
   */
  static String html(HistoryReport report) {
    Map<String, Object> model = new HashMap<>();
    List<HistoryEntry> entries = report.entries();
    HistoryEntry last = HistoryPart.lastRun(entries);
    model.put("history", report);
    model.put("created", report.created() == null ? null : Figures.moment(report.created()));
    model.put("headline", HistoryPart.headline(report));
    model.put("rows", HistoryPart.rows(entries));
    model.put("hidden", Math.max(0, entries.size() - HistoryPart.ROWS));
    model.put(
        "checks", last == null || last.run().checks() == null ? List.of() : last.run().checks());
    model.put("slices", HistoryPart.slices(last));
    model.put("alarms", HistoryPart.alarms(last));
    model.put("changed", HistoryPart.changed(report.changed()));
    model.put("costs", HistoryPart.costs(entries));
    addCharts(model, entries);
    StringWriter page = new StringWriter();
    try {
      Page.TEMPLATES.getTemplate("history.ftlh").process(model, page);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (TemplateException e) {
      throw new IllegalStateException("history.ftlh: " + e.getMessageWithoutStackTop(), e);
    }
    return page.toString();
  }

  private static void addCharts(Map<String, Object> model, List<HistoryEntry> entries) {
    try {
      List<ChartSet.Drawn> drawn =
          Stream.concat(HistoryRidges.of(entries).stream(), HistoryCharts.of(entries).stream())
              .map(ChartSet.Drawn::of)
              .toList();
      model.put("scoreCharts", drawn.stream().filter(d -> d.title().matches("mAP|R@.*")).toList());
      model.put("charts", drawn.stream().filter(d -> !d.title().matches("mAP|R@.*")).toList());
    } catch (LinkageError | InternalError e) {
      LOG.warn("the history goes without charts: this machine can't draw text", e);
      model.put("failure", e.toString());
      model.put("scoreCharts", List.of());
      model.put("charts", List.of());
    }
  }
}
