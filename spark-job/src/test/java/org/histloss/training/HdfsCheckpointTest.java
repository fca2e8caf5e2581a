package org.histloss.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.histloss.training.CheckpointStoreTest.assertSame;
import static org.histloss.training.CheckpointStoreTest.checkpoint;

import java.io.IOException;
import java.util.Arrays;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hdfs.DFSTestUtil;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.histloss.config.OutcomeSettings;
import org.histloss.config.OutcomeSettings.Choice;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The store on HDFS. */
class HdfsCheckpointTest {
  @TempDir static java.nio.file.Path temporary;
  private static MiniDFSCluster cluster;
  private static Configuration hadoop;

  @BeforeAll
  static void start() throws IOException {
    hadoop = new Configuration();
    hadoop.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, temporary.toString());
    cluster = new MiniDFSCluster.Builder(hadoop).numDataNodes(1).build();
    cluster.waitActive();
  }

  @AfterAll
  static void stop() {
    cluster.shutdown();
  }

  private static Path folder(String name) throws IOException {
    return new Path(cluster.getFileSystem().getUri() + "/" + name);
  }

  private static CheckpointStore store(Path folder) {
    return new CheckpointStore(folder, hadoop, new OutcomeSettings(2, 0, Choice.BEST, 1000));
  }

  @Test
  void the_last_ones_and_the_best_are_kept() throws IOException {
    Path folder = folder("kept");
    for (int round = 1; round <= 5; round++) {
      store(folder).save(checkpoint(round, Math.min(round, 2)));
    }
    CheckpointStore store = store(folder);
    Checkpoint newest = store.newest();
    assertSame(newest, checkpoint(5, 2));
    assertSame(store.best(newest), checkpoint(2, 2));
    assertThat(Arrays.stream(cluster.getFileSystem().listStatus(folder)))
        .extracting(status -> status.getPath().getName())
        .containsExactly("round-000002", "round-000004", "round-000005");
    store(folder).save(checkpoint(5, 2));
    assertSame(store(folder).newest(), checkpoint(5, 2));
  }

  @Test
  void a_block_that_rots_on_the_only_data_node_is_a_damaged_checkpoint() throws Exception {
    Path folder = folder("rotten");
    store(folder).save(checkpoint(1, 0));
    store(folder).save(checkpoint(2, 0));
    FileSystem fs = cluster.getFileSystem();
    Path state = new Path(folder, "round-000002/state.bin");
    assertThat(cluster.corruptBlockOnDataNodes(DFSTestUtil.getFirstBlock(fs, state))).isEqualTo(1);

    CheckpointStore store = store(folder);
    assertSame(store.newest(), checkpoint(1, 0));
    assertThat(store.warnings()).hasSize(1);
    assertThat(store.warnings().get(0)).contains("round-000002 is damaged", "state.bin");
  }
}
