package org.histloss.cli;

import com.typesafe.config.ConfigUtil;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.histloss.config.RetrainSettings;
import org.histloss.config.Settings;
import org.histloss.config.SettingsReader;
import org.histloss.dataset.JobException;
import picocli.CommandLine.Option;

/** The options by which every command takes its settings. */
final class JobOptions {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "Settings that differ from the defaults, in HOCON; a path or, where the cluster runs the"
              + " driver, a Hadoop URI.")
  private String config;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description =
          "One setting; repeatable, wins over --config. docs/configuration.md lists them.")
  private List<String> pairs = new ArrayList<>();

  /** Not among {@link #pairs}, which the first --set on the command line starts anew. */
  private final List<String> shortForms = new ArrayList<>();

  /** The settings; exit code 20 and one line for a mistake in them. */
  Settings settings() {
    return settingsOver(null);
  }

  /** Sets one more key, for an option that is short for it. */
  void also(String key, String value) {
    shortForms.add(key + "=" + value);
  }

  /** Keys that are named by --set or an option short for it, as they were written. */
  Set<String> named() {
    return allPairs().stream()
        .map(pair -> pair.substring(0, Math.max(0, pair.indexOf('='))).trim())
        .collect(Collectors.toSet());
  }

  private List<String> allPairs() {
    List<String> all = new ArrayList<>(pairs);
    all.addAll(shortForms);
    return all;
  }

  /** What retraining looks after; exit code 20 and one line for a mistake in it. */
  RetrainSettings retrain() {
    return config != null && ConfigFile.isUri(config)
        ? SettingsReader.readRetrain(config, ConfigFile.read(config), allPairs())
        : SettingsReader.readRetrain(config == null ? null : Path.of(config), allPairs());
  }

  /**
   * Where settings that were refused would have retrained, and whom that would have told; nothing
   * where they name no registry.
   */
  Optional<RetrainSettings> refused() {
    return named("retrain.registry")
        .filter(registry -> !registry.isBlank())
        .map(
            registry -> {
              try {
                return retrain();
              } catch (JobException e) {
                String data = named("retrain.data").orElse("");
                return SettingsReader.readRetrain(
                    null,
                    List.of(
                        "retrain.registry=" + ConfigUtil.quoteString(registry),
                        "retrain.data=" + ConfigUtil.quoteString(data)));
              }
            });
  }

  private Optional<String> named(String key) {
    return config != null && ConfigFile.isUri(config)
        ? SettingsReader.named(key, config, () -> ConfigFile.read(config), allPairs())
        : SettingsReader.named(key, config == null ? null : Path.of(config), allPairs());
  }

  /** The settings over those of a finished run, or over the defaults where {@code base} is null. */
  Settings settingsOver(String base) {
    String below = base == null ? "" : base;
    if (config != null && ConfigFile.isUri(config)) {
      return SettingsReader.readOver(below, config, ConfigFile.read(config), allPairs());
    }
    return SettingsReader.readOver(below, config == null ? null : Path.of(config), allPairs());
  }
}
