package org.histloss.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.Arrays;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.histloss.evaluation.StoredSamples;
import org.histloss.evaluation.embedding.RawPixels;
import org.histloss.export.EmbedJob.Export;
import org.histloss.export.EmbedJob.ExportedModel;
import org.histloss.export.EmbedSettings.Format;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An export to HDFS. */
class HdfsEmbedTest {
  @TempDir static java.nio.file.Path temporary;
  private static MiniDFSCluster cluster;

  @BeforeAll
  static void start() throws IOException {
    Configuration hadoop = new Configuration();
    hadoop.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, temporary.resolve("hdfs").toString());
    cluster = new MiniDFSCluster.Builder(hadoop).numDataNodes(1).build();
    cluster.waitActive();
  }

  @AfterAll
  static void stop() {
    cluster.shutdown();
  }

  private static Export export(String output, boolean overwrite) {
    EmbedSettings settings =
        new EmbedSettings(
            temporary.resolve("data").toString(), "all", Format.BOTH, 4, output, overwrite);
    ExportedModel model = new ExportedModel(new RawPixels(StoredSamples.SHAPE), "c0ffee");
    return new EmbedJob(StoredSamples.spark(), settings, model, 3).run();
  }

  @Test
  void theSameBytesAsOnTheLocalDisk() throws IOException {
    StoredSamples.patterned(4, 4, 9).write(temporary.resolve("data"), StoredSamples.SHAPE);
    FileSystem fs = cluster.getFileSystem();
    Path remote = new Path(fs.getUri() + "/embeddings");
    export(temporary.resolve("local").toString(), false);
    export(remote.toString(), false);
    assertThat(export(remote.toString(), false).thereAlready()).isTrue();
    assertThat(export(remote.toString(), true).thereAlready()).isFalse();

    for (String file : new String[] {"embeddings.npy", "ids.csv"}) {
      try (InputStream in = fs.open(new Path(remote, file))) {
        assertThat(in.readAllBytes())
            .isEqualTo(Files.readAllBytes(temporary.resolve("local").resolve(file)));
      }
    }
    assertThat(Arrays.stream(fs.listStatus(remote)).map(status -> status.getPath().getName()))
        .containsExactly("embeddings.json", "embeddings.npy", "ids.csv", "parquet");
    assertThat(StoredSamples.spark().read().parquet(remote + "/parquet").count()).isEqualTo(16);
  }
}
