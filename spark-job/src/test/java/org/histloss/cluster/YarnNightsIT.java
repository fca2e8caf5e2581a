package org.histloss.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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
  private static final Path LOG = Built.TARGET.resolve("three-nights/yarn.log");

  /** So small a job ends before a thorough compilation pays. */
  private static final String SHORT_LIVED = " -XX:TieredStopAtLevel=1 -XX:+UseSerialGC";

  @TempDir Path folder;

  private YarnCluster yarn;
  private YarnMachine machine;

  @BeforeEach
  void startCluster() throws Exception {
    Files.createDirectories(LOG.getParent());
    Files.deleteIfExists(LOG);
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
    kept.promoted(night());
    kept.nothingNew(night());
    NightlyPhotos.mislabelled(photos);
    upload(photos);
    kept.notPromoted(night());
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
    // Without the name node's address, as deploy/yarn/README.md has it.
    environment.put("HISTLOSS_DATA", "hdfs:///histloss/dataset");
    environment.put("HISTLOSS_REGISTRY", "hdfs:///histloss/registry");
    environment.put("HISTLOSS_CONFIG", config.toString());
    environment.put("HISTLOSS_SPARK_PROPERTIES", properties().toString());
    // Installed on all nodes, as a site with many jobs would have it.
    environment.put("HISTLOSS_JAR", "local:" + Built.JAR);
    environment.put("HISTLOSS_DRIVER_MEMORY", "1g");
    environment.put("HISTLOSS_EXECUTORS", "1");
    Submission night = Submission.finish(folder, builder);
    String said = night.error() + night.output();
    Files.writeString(LOG, said, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    // None of the three is a failure to YARN, whatever the script's exit code.
    assertThat(night.error()).contains("final status: SUCCEEDED");
    return night;
  }

  /** A copy of conf/spark-defaults.conf with what is this site's, as deploy/yarn/README.md says. */
  private Path properties() throws IOException {
    StringBuilder lines = new StringBuilder();
    for (String line : Files.readAllLines(Built.SPARK_DEFAULTS)) {
      lines.append(line.matches("spark\\.\\S+JavaOptions .*") ? line + SHORT_LIVED : line);
      lines.append('\n');
    }
    yarn.site().forEach(conf -> lines.append(conf.replaceFirst("=", " ")).append('\n'));
    return Files.writeString(folder.resolve("spark-defaults.conf"), lines);
  }
}
