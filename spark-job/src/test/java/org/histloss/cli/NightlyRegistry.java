package org.histloss.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.histloss.config.Settings;
import org.histloss.dataset.ManifestFile;
import org.histloss.retraining.Stages;
import org.histloss.retraining.registry.Registry;
import org.histloss.retraining.registry.RegistryCheck;
import picocli.CommandLine;

/** Small pictures, the data set made of them and its registry, by the command line. */
final class NightlyRegistry {
  private final Path folder;
  private CommandLine line = Histloss.commandLine();
  private StringWriter out = new StringWriter();
  private StringWriter err = new StringWriter();

  NightlyRegistry(Path folder) throws IOException {
    this.folder = folder;
    Files.writeString(
        folder.resolve("retrain.conf"),
        """
        image { height = 12, width = 12 }
        split { train = 0.5, test = 0.5 }
        network { channels = [4, 8], embedding-dimension = 8 }
        batch { identities = 4, samples-per-identity = 3 }
        loss.bins = 20
        training { steps = 4, averaging-period = 2, checkpoint-period = 1 }
        evaluation { bootstrap-draws = 100 }
        retrain { registry = "%s", data = "%s", owner = night
          gate { max-slice-loss = 1, min-gain = -0.9 } }
        """
            .formatted(path("registry"), path("dataset")));
  }

  Path path(String name) {
    return folder.resolve(name);
  }

  /** Draws the pictures of some identities, three each, and prepares all that are drawn. */
  void grow(int from, int to) throws IOException {
    ThingPhotos.draw(path("photos"), from, to);
    prepare();
  }

  /** Prepares all that are drawn, with more arguments than usual. */
  void prepare(String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "prepare",
                "--source=folder",
                "--input=" + path("photos"),
                "--config=" + path("retrain.conf"),
                "--output=" + path("dataset"),
                "--overwrite"));
    arguments.addAll(List.of(more));
    int code = run(arguments.toArray(String[]::new));
    assertThat(code).as(err()).isZero();
  }

  /** Runs a command; {@link #out} and {@link #err} hold what it said, and nothing older. */
  int run(String... arguments) {
    out = new StringWriter();
    err = new StringWriter();
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    return line.execute(arguments);
  }

  /** A step of the test. */
  interface Step {
    void run() throws IOException;
  }

  /** As {@link #retrain}, but something happens right before a stage begins. */
  int retrainWith(String stage, Step before, String... more) {
    line = Histloss.commandLine();
    line.getCommandSpec().removeSubcommand("retrain");
    line.addSubcommand(
        "retrain", new RetrainCommand((spark, settings) -> hooked(stage, before, spark, settings)));
    try {
      return retrain(more);
    } finally {
      line = Histloss.commandLine();
    }
  }

  private static Stages hooked(
      String stage, Step before, Supplier<SparkSession> spark, Settings settings) {
    Stages real = new RetrainStages(spark, settings);
    InvocationHandler handler =
        (proxy, method, arguments) -> {
          if (method.getName().equals(stage)) {
            before.run();
          }
          try {
            return method.invoke(real, arguments);
          } catch (InvocationTargetException e) {
            throw e.getCause();
          }
        };
    return (Stages)
        Proxy.newProxyInstance(
            Stages.class.getClassLoader(), new Class<?>[] {Stages.class}, handler);
  }

  int retrain(String... more) {
    List<String> all = new ArrayList<>(List.of("retrain", "--config=" + path("retrain.conf")));
    all.addAll(List.of(more));
    return run(all.toArray(String[]::new));
  }

  String out() {
    return out.toString();
  }

  String err() {
    return err.toString();
  }

  Registry registry() {
    return new Registry(
        new Configuration(), new org.apache.hadoop.fs.Path(path("registry").toUri()));
  }

  Path champion() {
    return path("registry/champion.json");
  }

  /** The folder of the version that is champion. */
  Path championsFolder() {
    return path("registry/versions").resolve(registry().champion().version());
  }

  JsonNode status() throws IOException {
    return new ObjectMapper().readTree(path("registry/status.json").toFile());
  }

  /** The data set's version as it is. */
  String dataVersion() {
    org.apache.hadoop.fs.Path data = new org.apache.hadoop.fs.Path(path("dataset").toUri());
    return ManifestFile.read(new Configuration(), data).datasetVersion();
  }

  /** Whether the newest version was made of the data set as it is. */
  boolean consumed() {
    return dataVersion().equals(registry().newest().request().dataVersion());
  }

  void consistent() {
    assertThat(RegistryCheck.of(registry())).isEmpty();
  }
}
