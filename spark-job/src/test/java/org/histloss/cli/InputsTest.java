package org.histloss.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.histloss.config.SettingsReader;
import org.histloss.dataset.DatasetManifest.SampleShape;
import org.histloss.evaluation.StoredSamples;
import org.histloss.network.EmbeddingModel;
import org.histloss.network.EmbeddingModel.Description;
import org.histloss.network.Networks;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** Mistyped folders, which are answered before Spark starts. */
class InputsTest {
  private static final SampleShape FIVE = new SampleShape(0, 0, 0, 5);

  @TempDir private Path folder;
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void model() throws Exception {
    String json =
        Networks.configure(
                SettingsReader.with("network.name=mlp", "network.embedding-dimension=3"), FIVE, 10)
            .toJson();
    EmbeddingModel.untrained(new Description(FIVE, 3, "mlp", json, 1))
        .save(new org.apache.hadoop.fs.Path(folder + "/run/model"), new Configuration());
    Files.writeString(folder.resolve("file"), "no folder");
  }

  /**
   * A command closes the session that it gets, so one that is open before and after was not got.
   */
  @ParameterizedTest
  @CsvSource({
    "train --data @nosuch, @nosuch is no prepared data set: manifest.json is missing",
    "train --data @file, @file is no prepared data set: manifest.json is missing",
    "embed --model @nosuch --data @data, @nosuch is no model folder: model.json is missing",
    "embed --model @run/model --data @nosuch, @nosuch is no prepared data set",
    "evaluate --model @run --data @data, @run is no model folder: model.json is missing; did you"
        + " mean @run/model?",
    "evaluate --model @run/model --data @nosuch, @nosuch is no prepared data set",
    "compare @run/model @nosuch --data @data, @nosuch is no model folder: model.json is missing",
    "compare @run/model @file --data @data, @file is no model folder: model.json is missing",
  })
  void whatIsNotThereIsSaidBeforeSparkStarts(String line, String message) {
    SparkSession open = StoredSamples.spark();

    assertThat(run(line + " --output @out")).isEqualTo(21);

    assertThat(err.toString().replace("file:/", "/")).startsWith(at(message)).hasLineCount(1);
    assertThat(open.sparkContext().isStopped()).isFalse();
    assertThat(folder.resolve("out")).doesNotExist();
  }

  @Test
  void aModelIsDescribedWithoutItsParameters() throws Exception {
    Files.delete(folder.resolve("run/model/parameters.bin"));

    Description found =
        EmbeddingModel.describe(
            new org.apache.hadoop.fs.Path(folder + "/run/model"), new Configuration());

    assertThat(found.shape()).isEqualTo(FIVE);
    assertThat(found.networkName()).isEqualTo("mlp");
  }

  private int run(String line) {
    CommandLine commands = Histloss.commandLine();
    commands.setErr(new PrintWriter(err, true));
    return commands.execute(at(line).split(" "));
  }

  private String at(String text) {
    return text.replace("@", folder + "/");
  }
}
