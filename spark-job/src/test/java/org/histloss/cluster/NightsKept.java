package org.histloss.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.histloss.report.history.HistoryEntry;
import org.histloss.report.history.HistoryEntry.Outcome;
import org.histloss.report.history.HistoryEntry.Score;
import org.histloss.retraining.registry.Registry;
import org.histloss.retraining.registry.RegistryCheck;

/**
 * What three nights must leave behind, whoever ran them: each checks one night's standard output,
 * its exit code and the registry.
 */
final class NightsKept {
  private final Registry registry;
  private final Configuration conf = new Configuration();
  private String champion;

  /** Of the registry with this path or URI. */
  NightsKept(String registry) {
    this.registry = new Registry(conf, new Path(registry));
  }

  /** The first night: the first model is promoted. */
  void promoted(Submission night) throws IOException {
    ends(night, 0, "ok histloss: promoted (exit code 0): Promoted, as there is no champion: mAP ");
    JsonNode status = consistent("promoted", 0, Outcome.PROMOTED);
    champion = registry.champion().version();
    assertThat(champion).startsWith("000001-");
    assertThat(status.path("champion").path("version").asText()).isEqualTo(champion);
  }

  /** The second night: the same data. */
  void nothingNew(Submission night) throws IOException {
    ends(night, 11, "ok histloss: nothing new (exit code 11): version ");
    JsonNode status = consistent("nothing new", 11, Outcome.PROMOTED);
    assertThat(status.path("message").asText()).endsWith("by run " + champion + " already");
    assertThat(registry.versions()).containsExactly(champion);
  }

  /** The third night: more data, from which only a worse model can be learned. */
  void notPromoted(Submission night) throws IOException {
    ends(night, 10, "ok histloss: trained, not promoted (exit code 10): Not promoted: mAP floor ");
    assertThat(night.output())
        .contains("at least 60.0 % (retrain.gate.map-floor)")
        .contains("at least +5.0 points (retrain.gate.min-gain)")
        .containsPattern(
            "mAP \\d+\\.\\d % against \\d+\\.\\d %, \\S+ points.*; protocol cross-camera\\.");
    JsonNode status = consistent("not promoted", 10, Outcome.PROMOTED, Outcome.NOT_PROMOTED);
    assertThat(registry.champion().version()).isEqualTo(champion);
    HistoryEntry line = registry.history().get(1);
    assertThat(line.run().data().newIdentities()).isEqualTo(NightlyPhotos.MORE);
    assertThat(registry.newest().request().fromScratch()).isFalse();
    Map<String, Score> challenger = line.run().challenger().scores();
    Map<String, Score> incumbent = line.run().incumbent().scores();
    assertThat(challenger.get("mAP").value()).isLessThan(0.6);
    assertThat(incumbent.get("mAP").value()).as("the same wrong labels").isLessThan(0.6);
    assertThat(status.path("figures").path("champion on the same data mAP").asDouble())
        .isEqualTo(incumbent.get("mAP").value());
    assertThat(challenger.get("mAP").value() - incumbent.get("mAP").value()).isLessThan(0.05);
  }

  private static void ends(Submission night, int code, String line) {
    assertThat(night.exitCode()).as(night.output() + night.error()).isEqualTo(code);
    assertThat(night.output().lines()).singleElement().asString().startsWith(line);
  }

  /** Status, history and the whole registry; the status. */
  private JsonNode consistent(String state, int code, Outcome... outcomes) throws IOException {
    JsonNode status = status();
    assertThat(status.path("command").asText()).isEqualTo("retrain");
    assertThat(status.path("state").asText()).isEqualTo(state);
    assertThat(status.path("exitCode").asInt()).isEqualTo(code);
    assertThat(registry.history()).extracting(HistoryEntry::outcome).containsExactly(outcomes);
    List<String> problems = RegistryCheck.of(registry);
    assertThat(problems).isEmpty();
    return status;
  }

  private JsonNode status() throws IOException {
    Path file = new Path(registry.root(), "status.json");
    try (var in = file.getFileSystem(conf).open(file)) {
      return new ObjectMapper().readTree(in.readAllBytes());
    }
  }
}
