package org.histloss.retraining.status;

import java.time.Instant;
import java.util.Locale;
import java.util.Map;

/**
 * A status in Prometheus' text format, for a node exporter's textfile collector or any scraper that
 * reads files: <a href="https://prometheus.io/docs/instrumenting/exposition_formats/">exposition
 * formats</a>.
 */
final class MetricsText {
  private final StringBuilder text = new StringBuilder();

  private MetricsText() {}

  static String of(RegistryStatus status) {
    MetricsText metrics = new MetricsText();
    metrics.gauge(
        "histloss_retrain_last_exit_code", "How the last command ended.", status.exitCode());
    metrics.gauge(
        "histloss_retrain_last_started_timestamp_seconds",
        "When the last command began.",
        Instant.parse(status.started()).getEpochSecond());
    metrics.gauge(
        "histloss_retrain_last_finished_timestamp_seconds",
        "When the last command ended.",
        Instant.parse(status.finished()).getEpochSecond());
    metrics.gauge(
        "histloss_retrain_warnings", "Warnings of the last command.", status.warnings().size());
    if (status.champion() != null) {
      metrics.gauge(
          "histloss_champion_generation",
          "Generation of the lock under which the champion was made.",
          status.champion().generation());
    }
    for (Map.Entry<String, Double> figure : status.figures().entrySet()) {
      metrics.gauge(
          "histloss_" + name(figure.getKey()),
          "Figure " + figure.getKey() + " of the last run.",
          status.protocolOf(figure.getKey()),
          figure.getValue());
    }
    return metrics.text.toString();
  }

  /** {@code champion R@1} becomes {@code champion_recall_at_1}. */
  private static String name(String figure) {
    return figure
        .replace("R@", "recall_at_")
        .replace("mAP", "map")
        .replaceAll("([a-z0-9])([A-Z])", "$1_$2")
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^a-z0-9_]+", "_");
  }

  private void gauge(String name, String help, double value) {
    gauge(name, help, null, value);
  }

  /** A label, as scores of two protocols are two series: no graph joins them. */
  private void gauge(String name, String help, String protocol, double value) {
    text.append("# HELP ").append(name).append(' ').append(help).append('\n');
    text.append("# TYPE ").append(name).append(" gauge\n");
    text.append(name);
    if (protocol != null) {
      text.append("{protocol=\"").append(escaped(protocol)).append("\"}");
    }
    text.append(' ').append(number(value)).append('\n');
  }

  private static String escaped(String label) {
    return label.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }

  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }
}
