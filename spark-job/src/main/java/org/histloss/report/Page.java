package org.histloss.report;

import freemarker.core.HTMLOutputFormat;
import freemarker.template.Configuration;
import freemarker.template.TemplateException;
import freemarker.template.TemplateExceptionHandler;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** The report as one self-contained HTML page. */
final class Page {
  static final Configuration TEMPLATES = templates();

  private Page() {}

  /** Lays the report out; every text that comes from data is escaped by the template engine. */
  static String render(ReportData data, ChartSet charts) {
    StringWriter page = new StringWriter();
    try {
      TEMPLATES.getTemplate("report.ftlh").process(model(data, charts), page);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (TemplateException e) {
      throw new IllegalStateException("report.ftlh: " + e.getMessageWithoutStackTop(), e);
    }
    return page.toString();
  }

  private static Map<String, Object> model(ReportData data, ChartSet charts) {
    Map<String, Object> model = new HashMap<>();
    model.put("report", data);
    model.put("split", Figures.splitWord(data.split()));
    model.put("similarities", charts.similarities());
    model.put("cmc", charts.cmc());
    model.put("training", charts.training());
    model.put("failure", charts.failure());
    model.put("tiles", ScorePart.tiles(data));
    model.put("rows", ScorePart.rows(data));
    model.put("intervals", ScorePart.intervals(data));
    model.put("draws", ScorePart.draws(data));
    model.put("firstDraw", ScorePart.firstDraw(data));
    model.put("ties", ScorePart.ties(data));
    model.put("beyond", ScorePart.beyond(data));
    model.put("zeros", ZeroEmbeddings.note(data));
    model.put("measures", ScorePart.measures(data));
    model.put("moreRows", ScorePart.moreRows(data));
    model.put("roc", charts.roc());
    model.put("rocTable", RocPart.of(data));
    model.put("distributions", DistributionPart.rows(data.similarities()));
    model.put("hardest", FindingsPart.hardest(data));
    model.put("suspects", FindingsPart.suspects(data));
    model.put("cameras", CameraPart.of(data));
    model.put("embedding", EmbeddingPart.of(data));
    model.put("examples", ExamplePart.of(data.rankings()));
    model.put("created", data.created() == null ? null : Figures.moment(data.created()));
    model.put("facts", TrainingPart.facts(data.training()));
    model.put("phases", TrainingPart.phases(data.training()));
    model.put("details", DetailPart.of(data));
    return model;
  }

  private static Configuration templates() {
    Configuration configuration = new Configuration(Configuration.VERSION_2_3_34);
    configuration.setClassForTemplateLoading(Page.class, "/org/histloss/report");
    configuration.setDefaultEncoding("UTF-8");
    configuration.setLocale(Locale.ROOT);
    configuration.setOutputFormat(HTMLOutputFormat.INSTANCE);
    configuration.setRecognizeStandardFileExtensions(true);
    configuration.setTemplateExceptionHandler(TemplateExceptionHandler.RETHROW_HANDLER);
    configuration.setLogTemplateExceptions(false);
    return configuration;
  }
}
