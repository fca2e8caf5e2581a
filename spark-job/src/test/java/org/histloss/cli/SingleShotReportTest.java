package org.histloss.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.histloss.config.Settings;
import org.histloss.config.SettingsReader;
import org.histloss.evaluation.StoredSamples;
import org.histloss.network.EmbeddingModel;
import org.histloss.network.EmbeddingModel.Description;
import org.histloss.network.Networks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a report says of draws, from the settings to the files. */
class SingleShotReportTest {
  @TempDir private Path folder;

  private org.apache.hadoop.fs.Path at(String name) {
    return new org.apache.hadoop.fs.Path(folder.toUri().toString(), name);
  }

  @Test
  void fileAndPageHoldMeansAndSpreads() throws IOException {
    Settings settings =
        SettingsReader.with(
            "image.height=8",
            "image.width=8",
            "augment.shift=0",
            "network.channels=[4]",
            "network.embedding-dimension=8",
            "evaluation.protocol=single-shot",
            "evaluation.single-shot-draws=25",
            "evaluation.recall-at=[1,2]",
            "evaluation.probe-camera=camera-2",
            "evaluation.gallery-camera=camera-0");
    StoredSamples.patterned(6, 3, 9)
        .add(0, "camera-2", null, StoredSamples.png(1, 2), null)
        .add(6, "camera-2", null, StoredSamples.png(3, 4), null)
        .write(folder.resolve("dataset"), StoredSamples.SHAPE);
    String network = Networks.configure(settings, StoredSamples.SHAPE, 10).toJson();
    EmbeddingModel.untrained(new Description(StoredSamples.SHAPE, 8, "convnet", network, 1))
        .save(at("run/model"), new Configuration());

    new Evaluating(StoredSamples.spark(), settings)
        .run(at("run/model"), at("dataset").toString(), at("report"), false, Map.of());

    JsonNode json = new ObjectMapper().readTree(folder.resolve("report/report.json").toFile());
    assertThat(json.at("/protocol/name").asText()).isEqualTo("single-shot");
    assertThat(json.at("/protocol/rules/probeCamera").asText()).isEqualTo("camera-2");
    assertThat(json.at("/protocol/rules/draws").asText()).isEqualTo("25");
    JsonNode test = json.path("test");
    assertThat(test.path("queries").asInt()).isEqualTo(6);
    assertThat(test.path("gallery").asInt()).isEqualTo(6);
    assertThat(test.path("skipped").asInt()).isZero();
    assertThat(test.path("recall@1").isDouble()).isTrue();
    assertThat(test.path("recall@5").isDouble()).isTrue();
    assertThat(test.path("recall@10").asDouble()).isEqualTo(1);
    assertThat(test.path("mAP").asDouble()).isBetween(1 / 6.0, 1.0);
    JsonNode draws = test.at("/detail/overDraws");
    assertThat(draws.path("count").asInt()).isEqualTo(25);
    assertThat(draws.path("identitiesLeftOut").asInt()).isEqualTo(1);
    assertThat(draws.path("cmcDeviation").size()).isEqualTo(6);
    assertThat(draws.path("mAPDeviation").isDouble()).isTrue();
    assertThat(json.at("/rankings/best/0/relevant").asInt()).isEqualTo(1);
    assertThat(Files.readString(folder.resolve("report/report.html")))
        .contains("Means ± standard deviations over 25 draws.")
        .contains("mAP is the mean reciprocal rank here.")
        .contains("left out of all draws: 1.")
        .containsPattern("<td>\\d+\\.\\d\n±\u00a0\\d+\\.\\d</td>")
        .contains("of each identity one random probe of camera camera-2");
  }
}
