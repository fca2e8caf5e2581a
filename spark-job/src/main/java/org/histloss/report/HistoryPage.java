package org.histloss.report;

import freemarker.template.TemplateException;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
    List<HistoryEntry> entries = report.entries() == null ? List.of() : report.entries();
    HistoryEntry last = HistoryPart.lastRun(entries);
    HistoryEntry.Run run = last == null ? null : last.run();
    model.put("history", report);
    model.put("created", report.created() == null ? null : Figures.moment(report.created()));
    model.put("headline", HistoryPart.headline(report, entries));
    model.put("tiles", HistoryPart.tiles(last));
    model.put("protocols", HistoryProtocols.words(entries));
    model.put("protocolChange", HistoryProtocols.change(entries));
    model.put("protocol", last == null ? null : HistoryProtocols.of(last));
    model.put("rows", HistoryPart.rows(entries));
    model.put("count", Figures.whole(entries.size()));
    model.put("drawn", HistoryCharts.ENTRIES);
    model.put("many", entries.size() > HistoryCharts.ENTRIES);
    model.put("older", entries.size() > HistoryPart.ROWS);
    model.put("last", last);
    model.put("verdict", last == null ? null : HistoryPart.verdict(last));
    model.put("checks", run == null || run.checks() == null ? List.of() : run.checks());
    model.put("slices", HistoryPart.slices(last));
    model.put("alarms", HistoryPart.alarms(last));
    model.put("earlierAlarms", HistoryPart.earlierAlarms(entries));
    model.put("changed", HistoryPart.changed(report.changed()));
    model.put("costs", HistoryPart.costs(entries));
    model.put("hills", HistoryHills.of(entries));
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
      model.put("scoreCharts", drawn(HistoryCharts.scores(entries)));
      model.put("charts", drawn(HistoryCharts.course(entries)));
    } catch (LinkageError | InternalError e) {
      LOG.warn("the history goes without charts: this machine can't draw text", e);
      model.put("failure", e.toString());
      model.put("scoreCharts", List.of());
      model.put("charts", List.of());
    }
  }

  private static List<ChartSet.Drawn> drawn(List<Chart> charts) {
    return charts.stream().map(ChartSet.Drawn::of).toList();
  }
}
