package org.histloss.retraining;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.histloss.config.Settings;
import org.histloss.dataset.DatasetManifest;
import org.histloss.evaluation.retrieval.RetrievalProtocol;
import org.histloss.report.history.HistoryEntry;

/** {@code MODEL_CARD.md} of a version: what the model is, for people who never saw its run. */
final class ModelCard {
  private final StringBuilder text = new StringBuilder();

  private ModelCard() {}

  /**
   * The card.
   *
   * @param entry what the run found, and the gate's verdict
   * @param manifest of the data
   * @param settings of the training and the evaluation
   * @param protocol of the evaluation
   * @param mix on whom it was trained, a sentence
   * @param parametersSha256 of the model
   */
  static String of(
      HistoryEntry entry,
      DatasetManifest manifest,
      Settings settings,
      RetrievalProtocol protocol,
      String mix,
      String parametersSha256) {
    ModelCard card = new ModelCard();
    card.line("# Model %s", entry.id());
    card.line("");
    card.line("%s", entry.why());
    card.line("");
    card.line("- Decided: %s, by %s", entry.at(), entry.who());
    card.line("- Parameters: SHA-256 `%s`", parametersSha256);
    card.line(
        "- Reads %s, gives %d numbers of unit length; compare them by their dot product",
        manifest.shape(), settings.network().embeddingDimension());
    card.data(manifest, mix);
    card.figures(entry.run(), settings, protocol);
    card.slices(entry.run().slices());
    card.limits(settings);
    card.settings(settings.values());
    return card.text.toString();
  }

  private void data(DatasetManifest manifest, String mix) {
    line("");
    line("## Data");
    line("");
    line("Version `%s` of the data set. %s", manifest.datasetVersion(), mix);
    line("");
    line("| Split | Samples | Identities |");
    line("|---|---|---|");
    manifest
        .splits()
        .forEach(
            (name, split) -> line("| %s | %,d | %,d |", name, split.samples(), split.identities()));
  }

  private void figures(HistoryEntry.Run run, Settings settings, RetrievalProtocol protocol) {
    line("");
    line("## Figures");
    line("");
    line(
        "On split %s, whose identities were not trained on. Protocol: %s",
        settings.evaluation().split().lower(), protocol.describe());
    line("");
    line("| Score | This model | 95 %% interval over identities | Champion before |");
    line("|---|---|---|---|");
    run.challenger()
        .scores()
        .forEach(
            (name, score) ->
                line(
                    "| %s | %s | %s | %s |",
                    name,
                    percent(score.value()),
                    score.low() == null
                        ? "–"
                        : percent(score.low()) + " to " + percent(score.high()),
                    run.incumbent() == null
                        ? "–"
                        : percent(run.incumbent().scores().get(name).value())));
  }

  private void slices(List<HistoryEntry.Slice> slices) {
    if (slices.isEmpty()) {
      return;
    }
    line("");
    line("| Slice | Identities | mAP | Champion before | Difference, with its 95 %% interval |");
    line("|---|---|---|---|---|");
    for (HistoryEntry.Slice slice : slices) {
      line(
          "| %s | %,d | %s | %s | %s |",
          slice.name().replace("|", "\\|"),
          slice.identities(),
          percent(slice.challenger()),
          slice.incumbent() == null ? "–" : percent(slice.incumbent()),
          slice.difference() == null ? "–" : points(slice.difference()));
    }
  }

  private void limits(Settings settings) {
    line("");
    line("## Limits");
    line("");
    line(
        "- The figures hold for data like that of the evaluated split; nothing is known of others.");
    line("- Scores of a few identities have wide intervals: read them before you compare.");
    line("- A similarity is no probability. Choose a threshold on your own pairs.");
    line(
        "- Between versions embeddings are not comparable: embed a gallery anew when the champion"
            + " changes.");
    if (settings.evaluation().split() == Settings.SplitName.TRAIN) {
      line("- **The evaluated split is the one that was trained on: the figures say nothing.**");
    }
  }

  private void settings(Map<String, String> values) {
    line("");
    line("## Settings");
    line("");
    line("```");
    values.forEach((key, value) -> line("%s = %s", key, value));
    line("```");
  }

  private static String points(HistoryEntry.Score difference) {
    String value = signed(difference.value()) + " points";
    return difference.low() == null
        ? value
        : value + ", " + signed(difference.low()) + " to " + signed(difference.high());
  }

  private static String signed(double fraction) {
    return String.format(Locale.ROOT, "%+.1f", 100 * fraction).replace('-', '−');
  }

  private static String percent(double fraction) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * fraction);
  }

  private void line(String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
