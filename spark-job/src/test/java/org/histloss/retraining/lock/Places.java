package org.histloss.retraining.lock;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.commons.io.FileUtils;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.histloss.config.RetrainSettings;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Where registries may lie: the local disk, and an HDFS that all tests of the lock share. */
final class Places implements BeforeAllCallback {
  static final RetrainSettings.Lock SETTINGS = new RetrainSettings.Lock(60, 15, false);

  /** A file on HDFS is finished when its block is reported; a client asks again after 400 ms. */
  private static final String FINISHING = "dfs.client.block.write.locateFollowingBlock.";

  private static final AtomicInteger REGISTRIES = new AtomicInteger();
  private static Storage storage;

  private record Storage(java.nio.file.Path folder, MiniDFSCluster cluster)
      implements ExtensionContext.Store.CloseableResource {
    static Storage start() {
      try {
        java.nio.file.Path folder = Files.createTempDirectory("registries");
        Configuration hadoop = conf();
        hadoop.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, folder.resolve("hdfs").toString());
        MiniDFSCluster cluster = new MiniDFSCluster.Builder(hadoop).numDataNodes(1).build();
        cluster.waitActive();
        return new Storage(folder, cluster);
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void close() throws IOException {
      cluster.shutdown();
      FileUtils.deleteDirectory(folder.toFile());
    }
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    storage =
        context
            .getRoot()
            .getStore(ExtensionContext.Namespace.create(Places.class))
            .getOrComputeIfAbsent(Storage.class, key -> Storage.start(), Storage.class);
  }

  /** For clients that don't wait for long. */
  static Configuration conf() {
    Configuration conf = new Configuration();
    conf.setInt(FINISHING + "initial.delay.ms", 2);
    // Each wait is twice the one before: as patient in the end as by default.
    conf.setInt(FINISHING + "retries", 12);
    // Four seconds otherwise, for each look at a file that was just replaced.
    conf.setInt("dfs.client.retry.interval-ms.get-last-block-length", 20);
    return conf;
  }

  /** A registry of either kind that nothing is in yet. */
  static List<Path> both() throws IOException {
    return List.of(local(), hdfs());
  }

  static Path local() {
    return new Path(storage.folder().resolve("registry-" + REGISTRIES.incrementAndGet()).toUri());
  }

  static Path hdfs() throws IOException {
    return new Path(
        storage.cluster().getFileSystem().getUri() + "/registry-" + REGISTRIES.incrementAndGet());
  }

  /** A client whose default file system is that HDFS, so that paths may leave its address out. */
  static Configuration atHome() throws IOException {
    Configuration conf = conf();
    conf.set("fs.defaultFS", storage.cluster().getFileSystem().getUri().toString());
    return conf;
  }

  static String champion(Path registry) throws IOException {
    return content(new Path(registry, "champion.json"));
  }

  static String content(Path file) throws IOException {
    try (FSDataInputStream in = file.getFileSystem(conf()).open(file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  static byte[] pointer(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
