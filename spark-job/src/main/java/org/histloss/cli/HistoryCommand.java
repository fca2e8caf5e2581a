package org.histloss.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.fs.Path;
import org.histloss.config.RetrainSettings;
import org.histloss.dataset.ExitCode;
import org.histloss.dataset.JobException;
import org.histloss.report.history.HistoryEntry;
import org.histloss.report.history.HistoryEntry.Outcome;
import org.histloss.retraining.registry.Champion;
import org.histloss.retraining.registry.Registry;
import org.histloss.retraining.registry.RegistryCheck;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code history}: what became of a registry's champion, and whether the registry is whole. */
@Command(
    name = "history",
    mixinStandardHelpOptions = true,
    description = {
      "Prints a registry's history, a line a run or move, and reads the whole registry to say"
          + " whether it is consistent (exit code 21 where it isn't). REGISTRY/history.html shows"
          + " the same with charts. Nothing is changed, and no lock is taken."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  bin/histloss history --registry registry",
      "  bin/histloss history --registry registry --last 5",
    })
final class HistoryCommand implements JobCommand {
  @Spec private CommandSpec spec;

  @Option(
      names = "--last",
      paramLabel = "N",
      defaultValue = "20",
      description = "So many lines at most (default: ${DEFAULT-VALUE}).")
  private int last;

  @Mixin private RegistryOptions options;

  @Override
  public void check() {
    RetrainSettings retrain = options.retrain();
    if (retrain.registry().isBlank()) {
      throw JobException.badConfiguration(
          "retrain.registry: must be given, by --registry, --config or --set");
    }
    if (last < 1) {
      throw JobException.badConfiguration("--last %d: must be at least 1", last);
    }
  }

  @Override
  public Integer call() {
    check();
    Registry registry = new Registry(Inputs.hadoop(), new Path(options.retrain().registry()));
    if (!registry.exists()) {
      throw JobException.badConfiguration(
          "retrain.registry = %s: there is no registry", registry.root());
    }
    PrintWriter out = spec.commandLine().getOut();
    List<HistoryEntry> lines = registry.history();
    lines.stream().skip(Math.max(0, lines.size() - last)).forEach(line -> out.println(row(line)));
    Champion champion = registry.champion();
    out.println(
        champion == null
            ? none(lines)
            : "champion %s, predecessor %s"
                .formatted(
                    champion.version(),
                    champion.predecessor() == null ? "none" : champion.predecessor()));
    List<String> problems = RegistryCheck.of(registry);
    out.println(problems.isEmpty() ? "the registry is consistent" : "NOT consistent:");
    problems.forEach(problem -> out.println("  " + problem));
    out.flush();
    return problems.isEmpty() ? ExitCode.DONE.code() : ExitCode.BAD_DATA.code();
  }

  private static String none(List<HistoryEntry> lines) {
    boolean promoted = lines.stream().anyMatch(line -> line.outcome() == Outcome.PROMOTED);
    return promoted ? "no champion: champion.json is missing" : "no champion yet";
  }

  static String row(HistoryEntry line) {
    HistoryEntry.Figures figures = line.run() == null ? null : line.run().challenger();
    String outcome = line.outcome().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    return "%s  %-17s %-12s  %s%s"
        .formatted(
            line.at(),
            line.id(),
            line.kind() == HistoryEntry.Kind.RUN ? outcome : "to " + line.champion(),
            figures == null ? "" : scores(figures),
            line.why());
  }

  /** With their protocol. */
  private static String scores(HistoryEntry.Figures figures) {
    return String.format(
        Locale.ROOT,
        "mAP %.1f %%, R@1 %.1f %% (%s)  ",
        100 * figures.scores().get("mAP").value(),
        100 * figures.scores().get("R@1").value(),
        figures.protocol() == null ? "protocol not recorded" : figures.protocol());
  }
}
