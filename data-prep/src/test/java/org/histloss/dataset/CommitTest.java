package org.histloss.dataset;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommitTest {
  @TempDir java.nio.file.Path folder;

  private final Configuration conf = new Configuration();

  /** A scheme that is neither local nor HDFS, on local files: an object store's road. */
  public static final class StoreFileSystem extends RawLocalFileSystem {
    @Override
    public URI getUri() {
      return URI.create("store:///");
    }

    @Override
    public String getScheme() {
      return "store";
    }
  }

  @Test
  void makesTheFolderAndReplacesTheFile() throws IOException {
    Path target = new Path(folder.resolve("deep/er/pointer.json").toUri());
    Commit.publish(conf, target, "old".getBytes(UTF_8));
    Commit.publish(conf, target, "new".getBytes(UTF_8));
    assertThat(folder.resolve("deep/er/pointer.json")).hasContent("new");
    assertThat(names("deep/er")).containsExactly("pointer.json");
  }

  @Test
  void aChecksumOfTheOldFileDoesNotSpoilTheNewOne() throws IOException {
    Path target = new Path(folder.resolve("pointer.json").toUri());
    FileSystem fs = target.getFileSystem(conf);
    try (var out = fs.create(target)) {
      out.write("written through Hadoop, with a checksum".getBytes(UTF_8));
    }
    assertThat(names("")).contains(".pointer.json.crc");
    Commit.publish(conf, target, "new".getBytes(UTF_8));
    try (var in = fs.open(target)) {
      assertThat(new String(in.readAllBytes(), UTF_8)).isEqualTo("new");
    }
  }

  @Test
  void aFileThatCannotBeWrittenIsTheStoragesFault() throws IOException {
    Files.writeString(folder.resolve("file"), "in the way");
    Path target = new Path(folder.resolve("file/pointer.json").toUri());
    assertThatThrownBy(() -> Commit.publish(conf, target, new byte[1]))
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.INFRASTRUCTURE))
        .hasMessageContaining("pointer.json can't be written");
  }

  @Test
  void hdfsIsWrittenBesideAndRenamedOver() throws IOException {
    Path target = new Path(folder.resolve("pointer.json").toUri());
    FileSystem fs = target.getFileSystem(conf);
    Commit.renameOver(fs, fs.makeQualified(target), "old".getBytes(UTF_8));
    Commit.renameOver(fs, fs.makeQualified(target), "new".getBytes(UTF_8));
    assertThat(folder.resolve("pointer.json")).hasContent("new");
    assertThat(names("")).noneMatch(name -> name.contains(".tmp"));
  }

  @Test
  void otherStoresGetOnePut() throws IOException {
    conf.set("fs.store.impl", StoreFileSystem.class.getName());
    Path target = new Path("store://" + folder + "/pointer.json");
    Commit.publish(conf, target, "old".getBytes(UTF_8));
    Commit.publish(conf, target, "new".getBytes(UTF_8));
    assertThat(folder.resolve("pointer.json")).hasContent("new");
    assertThat(names("")).containsExactly("pointer.json");
  }

  private java.util.List<String> names(String below) throws IOException {
    try (Stream<java.nio.file.Path> list = Files.list(folder.resolve(below))) {
      return list.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }
}
