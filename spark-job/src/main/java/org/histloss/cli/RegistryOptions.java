package org.histloss.cli;

import org.histloss.config.RetrainSettings;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which registry a command is about. */
final class RegistryOptions {
  @Mixin private JobOptions options;

  @Option(
      names = "--registry",
      paramLabel = "REGISTRY",
      description = "The registry's folder; short for --set retrain.registry=….")
  void registry(String folder) {
    options.also(
        "retrain.registry", '"' + folder.replace("\\", "\\\\").replace("\"", "\\\"") + '"');
  }

  RetrainSettings retrain() {
    return options.retrain();
  }
}
