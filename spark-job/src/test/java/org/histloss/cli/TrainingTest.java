package org.histloss.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.histloss.config.Settings;
import org.histloss.config.SettingsReader;
import org.histloss.evaluation.StoredSamples;
import org.histloss.network.EmbeddingModel;
import org.histloss.network.EmbeddingModel.Description;
import org.histloss.network.Networks;
import org.histloss.training.TrainJob;
import org.histloss.training.Validation;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scores that are taken while a training goes on. */
class TrainingTest {
  @TempDir static Path folder;

  /** Its test split becomes its validation split. */
  @BeforeAll
  static void write() throws IOException {
    Path data = folder.resolve("dataset");
    StoredSamples.patterned(4, 2, 9).write(data, StoredSamples.SHAPE);
    Files.move(data.resolve("samples/split=test"), data.resolve("samples/split=val"));
    Path manifest = data.resolve("manifest.json");
    String named = Files.readString(manifest);
    Files.deleteIfExists(data.resolve(".manifest.json.crc"));
    Files.writeString(
        manifest, named.replace("split=test", "split=val").replace("\"test\"", "\"val\""));
  }

  private static Validation.Scores scores(String... values) {
    List<String> all = new ArrayList<>(List.of(values));
    all.addAll(List.of("image.height=8", "image.width=8", "augment.shift=0"));
    all.addAll(List.of("network.channels=[4]", "network.embedding-dimension=8"));
    all.add("training.evaluation-period=1");
    Settings settings = SettingsReader.with(all.toArray(String[]::new));
    String network = Networks.configure(settings, StoredSamples.SHAPE, 10).toJson();
    EmbeddingModel model =
        EmbeddingModel.untrained(new Description(StoredSamples.SHAPE, 8, "convnet", network, 1));
    TrainJob.Request request =
        new TrainJob.Request(
            folder.resolve("dataset").toString(),
            folder.resolve("run").toString(),
            settings,
            false,
            TrainJob.Resume.AUTO);
    return new Training(StoredSamples.spark()).validation(request).score(model);
  }

  /** Draws are for the report alone: validation takes all queries, and says so. */
  @Test
  void scoresOfValidationNameTheProtocolThatTheyAreOf() {
    assertThat(scores("evaluation.protocol=single-shot").protocol()).isEqualTo("cross-camera");
    assertThat(scores("evaluation.protocol=leave-one-out").protocol()).isEqualTo("leave-one-out");
  }
}
