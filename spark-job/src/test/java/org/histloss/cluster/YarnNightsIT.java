package org.histloss.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** deploy/yarn/nightly.sh, three nights long: the driver on YARN, data and registry on HDFS. */
@Tag("cluster")
class YarnNightsIT {
  @TempDir Path folder;

  private YarnCluster yarn;
  private YarnMachine machine;

  @BeforeEach
  void startCluster() throws Exception {
    yarn = YarnCluster.start(folder.resolve("hadoop"), 2);
    machine = YarnMachine.install(folder.resolve("machine"), YarnCluster.SPARK);
  }

  @AfterEach
  void endCluster() {
    yarn.close();
  }

  @Test
  void promotedThenNothingNewThenWorse() throws Exception {
    NightsKept kept = new NightsKept(yarn.at("histloss/registry"));
    Path photos = folder.resolve("photos");

    NightlyPhotos.first(photos);
    upload(photos);
    Submission first = night();
    kept.promoted(first);
    assertThat(first.error()).contains("final status: SUCCEEDED");
    Submission second = night();
    kept.nothingNew(second);
    assertThat(second.error()).as("no failure on YARN").contains("final status: SUCCEEDED");
    NightlyPhotos.mislabelled(photos);
    upload(photos);
    Submission third = night();
    kept.notPromoted(third);
    assertThat(third.error()).as("no failure on YARN").contains("final status: SUCCEEDED");
  }

  private void upload(Path photos) throws IOException {
    var target = new org.apache.hadoop.fs.Path(yarn.at("photos"));
    yarn.files().delete(target, true);
    yarn.files().copyFromLocalFile(new org.apache.hadoop.fs.Path(photos.toUri()), target);
  }

  private Submission night() throws IOException, InterruptedException {
    Path config = Files.writeString(folder.resolve("nights.conf"), NightlyPhotos.configuration());
    Path script = Built.REPOSITORY.resolve("deploy/yarn/nightly.sh");
    ProcessBuilder builder =
        new ProcessBuilder(List.of(script.toString())).directory(folder.toFile());
    Map<String, String> environment = builder.environment();
    environment.clear();
    environment.putAll(machine.environment(yarn.configuration()));
    environment.put("HISTLOSS_INPUT", yarn.at("photos"));
    environment.put("HISTLOSS_SOURCE", "folder");
    environment.put("HISTLOSS_DATA", yarn.at("histloss/dataset"));
    environment.put("HISTLOSS_REGISTRY", yarn.at("histloss/registry"));
    environment.put("HISTLOSS_CONFIG", config.toString());
    environment.put("HISTLOSS_SPARK_PROPERTIES", properties().toString());
    environment.put("HISTLOSS_DRIVER_MEMORY", "1g");
    environment.put("HISTLOSS_EXECUTOR_CORES", "1");
    return Submission.finish(folder, builder);
  }

  /** A copy of conf/spark-defaults.conf with what is this site's, as deploy/yarn/README.md says. */
  private Path properties() throws IOException {
    StringBuilder lines = new StringBuilder(Files.readString(Built.SPARK_DEFAULTS));
    lines.append('\n');
    for (String conf : yarn.site()) {
      lines.append(conf.replaceFirst("=", " ")).append('\n');
    }
    return Files.writeString(folder.resolve("spark-defaults.conf"), lines);
  }
}
