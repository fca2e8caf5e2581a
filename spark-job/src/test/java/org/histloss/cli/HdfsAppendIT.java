package org.histloss.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.hadoop.hdfs.protocol.HdfsConstants;
import org.histloss.dataset.DatasetManifest;
import org.histloss.dataset.DatasetManifest.DataFile;
import org.histloss.dataset.ManifestFile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code prepare --append} to a real HDFS: from nothing, again, grown, after others, and full. */
@Tag("cluster")
class HdfsAppendIT {
  @TempDir static java.nio.file.Path temporary;
  private static MiniDFSCluster cluster;

  private final Configuration conf = new Configuration();
  private final StringWriter said = new StringWriter();
  private Path output;

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

  private static void picture(String name) throws IOException {
    java.nio.file.Path file = temporary.resolve("photos").resolve(name);
    Files.createDirectories(file.getParent());
    BufferedImage picture = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
    picture.setRGB(name.hashCode() & 7, name.hashCode() >>> 3 & 7, 0xffffff);
    ImageIO.write(picture, "png", file.toFile());
  }

  private int append() {
    said.getBuffer().setLength(0);
    CommandLine line = Histloss.commandLine();
    line.setOut(new PrintWriter(said, true));
    line.setErr(new PrintWriter(said, true));
    return line.execute(
        "prepare",
        "--append",
        "--source=folder",
        "--input=" + temporary.resolve("photos"),
        "--set=image.height=8",
        "--set=image.width=8",
        "--output=" + output);
  }

  /** The manifest, each of whose files is there with its length and checksum. */
  private DatasetManifest whole() throws IOException {
    return whole(ManifestFile.read(conf, output));
  }

  private DatasetManifest whole(DatasetManifest manifest) throws IOException {
    for (DataFile file : manifest.files()) {
      assertThat(ManifestFile.sha256(conf, new Path(output, file.path()))).isEqualTo(file.sha256());
    }
    return manifest;
  }

  private static long samples(DatasetManifest manifest) {
    return manifest.splits().values().stream().mapToLong(split -> split.samples()).sum();
  }

  private List<String> temporaries(FileSystem fs) throws IOException {
    List<String> found = new ArrayList<>();
    RemoteIterator<LocatedFileStatus> files = fs.listFiles(output, true);
    while (files.hasNext()) {
      Path file = files.next().getPath();
      if (file.toString().contains("_staging") || file.getName().endsWith(".tmp")) {
        found.add(file.toString());
      }
    }
    return found;
  }

  @Test
  void eachVersionIsWholeAndFollowsOnTheLast() throws IOException {
    DistributedFileSystem fs = cluster.getFileSystem();
    output = new Path(fs.getUri() + "/dataset");
    for (int thing = 0; thing < 12; thing++) {
      picture("thing %02d/c0.png".formatted(thing));
      picture("thing %02d/c1.png".formatted(thing));
    }
    assertThat(append()).as(said.toString()).isZero();
    DatasetManifest first = whole();
    assertThat(samples(first)).isEqualTo(24);

    assertThat(append()).as(said.toString()).isZero();
    assertThat(ManifestFile.read(conf, output).datasetVersion()).isEqualTo(first.datasetVersion());

    // What a killed append leaves behind.
    fs.create(new Path(output, "manifests/.manifest.json.0c0ffee0.tmp")).close();
    fs.create(new Path(output, ".manifest.json.0c0ffee0.tmp")).close();
    picture("thing 77/c0.png");
    picture("thing 77/c1.png");
    assertThat(append()).as(said.toString()).isZero();
    DatasetManifest grown = whole();
    assertThat(samples(grown)).isEqualTo(26);
    assertThat(grown.parentVersion()).isEqualTo(first.datasetVersion());
    // Who still reads the version before finds all its files.
    whole(first);
    assertThat(temporaries(fs)).isEmpty();

    assertAFullDiskKeepsTheVersion(fs, grown);
  }

  private void assertAFullDiskKeepsTheVersion(DistributedFileSystem fs, DatasetManifest before)
      throws IOException {
    picture("thing 78/c0.png");
    picture("thing 78/c1.png");
    fs.setQuota(output, HdfsConstants.QUOTA_DONT_SET, 1);
    assertThat(append()).as(said.toString()).isEqualTo(30);
    assertThat(said.toString()).contains("DiskSpace quota");
    assertThat(whole().datasetVersion()).isEqualTo(before.datasetVersion());
    fs.setQuota(output, HdfsConstants.QUOTA_DONT_SET, HdfsConstants.QUOTA_RESET);
    assertThat(append()).as(said.toString()).isZero();
    assertThat(samples(whole())).isEqualTo(28);
  }
}
