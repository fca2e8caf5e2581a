package org.histloss.report;

import freemarker.template.TemplateException;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.histloss.report.history.HistoryEntry;
import org.histloss.report.history.HistoryEntry.Check;

/** Why a retraining refused its data, as one self-contained HTML page. */
final class RefusedPage {
  private static final Pattern KEY = Pattern.compile("\\((retrain\\.limits\\.[a-z-]+)\\)");

  private RefusedPage() {}

  /** A row of the drift's table. */
  public record DriftRow(String of, String psi, String ks) {}

  /** Something to look at, and the limit that asks for it. */
  public record Advice(String key, String words) {}

  /**
   * Lays the refusal out; every text that comes from data is escaped by the template engine.
   *
   * @param line the refusal's line of the history
   */
  static String html(HistoryEntry line) {
    List<Check> checks = line.run().checks();
    List<Check> broken = checks.stream().filter(check -> !check.met()).toList();
    Map<String, Object> model = new HashMap<>();
    model.put("line", line);
    model.put("data", line.run().data());
    model.put("at", Figures.moment(line.at()));
    model.put("headline", headline(line, broken.size(), checks.size()));
    model.put("tiles", tiles(line.run().data()));
    model.put("checks", checks);
    model.put("drift", line.run().drift().stream().map(RefusedPage::drift).toList());
    model.put("alarms", HistoryPart.alarms(line));
    model.put("advice", broken.stream().map(RefusedPage::advice).distinct().toList());
    StringWriter page = new StringWriter();
    try {
      Page.TEMPLATES.getTemplate("refused.ftlh").process(model, page);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (TemplateException e) {
      throw new IllegalStateException("refused.ftlh: " + e.getMessageWithoutStackTop(), e);
    }
    return page.toString();
  }

  private static String headline(HistoryEntry line, int broken, int all) {
    String limits =
        all == 1 ? "the one limit is" : "%d of %d limits %s".formatted(broken, all, is(broken));
    return "Nothing was trained: %s broken. %s"
        .formatted(
            limits,
            line.champion() == null
                ? "There is no champion yet."
                : "Champion " + line.champion() + " stays.");
  }

  private static String is(int broken) {
    return broken == 1 ? "is" : "are";
  }

  private static List<HistoryPart.Tile> tiles(HistoryEntry.Data data) {
    return List.of(
        new HistoryPart.Tile("Samples", Figures.whole(data.samples()), "in all splits"),
        new HistoryPart.Tile(
            "Identities",
            Figures.whole(data.identities()),
            Figures.whole(data.newIdentities()) + " new since the last run"),
        new HistoryPart.Tile("Rejects", Figures.whole(data.rejects()), "left out when prepared"));
  }

  private static DriftRow drift(HistoryEntry.Drift drift) {
    return new DriftRow(
        drift.of(), String.format(Locale.ROOT, "%.3f", drift.psi()), Figures.percent(drift.ks()));
  }

  private static Advice advice(Check check) {
    Matcher found = KEY.matcher(check.rule());
    String key = found.find() ? found.group(1) : null;
    return new Advice(key, words(key == null ? "" : key.substring("retrain.limits.".length())));
  }

  private static String words(String limit) {
    return switch (limit) {
      case "min-samples", "min-identities" ->
          "Look whether everything had arrived when the data were prepared: a source that is mounted"
              + " in part or still being copied looks like this.";
      case "max-reject-share" ->
          "The data set's folder rejects names each input that was left out, with its reason.";
      case "max-shrink" ->
          "Samples of the last run are gone. Look whether the source lost some, or was prepared anew"
              + " from another one; prepare --append never takes any away.";
      case "max-drift" ->
          "The inputs look different from those of the last run. Look at what is new: another camera,"
              + " exposure, scale or preparation.";
      case "" ->
          "The champion has seen identities that it is to be held against, so that it would shine"
              + " without being better. Prepare the data with the split that it was trained with"
              + " (prepare --append keeps it), or begin a new registry.";
      default -> "Look at what the limit is about.";
    };
  }
}
