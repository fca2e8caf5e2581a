package org.histloss.dataset;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FilterFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommitTest {
  @TempDir java.nio.file.Path folder;

  private final Configuration conf = new Configuration();

  /** Local files under another scheme. */
  private abstract static class Disguised extends RawLocalFileSystem {
    private URI root;

    @Override
    public void initialize(URI uri, Configuration conf) throws IOException {
      root = URI.create(uri.getScheme() + ":///");
      super.initialize(uri, conf);
    }

    @Override
    public URI getUri() {
      return root == null ? super.getUri() : root;
    }

    @Override
    public String getScheme() {
      return root == null ? super.getScheme() : root.getScheme();
    }
  }

  /** Objects can be put, not renamed. */
  public static final class Store extends Disguised {
    @Override
    public boolean rename(Path from, Path to) {
      throw new UnsupportedOperationException("a store renames by copying");
    }
  }

  /** A reader sees what is being written; a rename replaces nothing, as on HDFS. */
  public static final class FileServer extends Disguised {
    @Override
    public FSDataOutputStream create(
        Path file,
        boolean overwrite,
        int buffer,
        short replication,
        long block,
        Progressable progress)
        throws IOException {
      assertThat(file.getName()).startsWith(".").endsWith(".tmp");
      return super.create(file, overwrite, buffer, replication, block, progress);
    }

    @Override
    public boolean rename(Path from, Path to) throws IOException {
      return !exists(to) && super.rename(from, to);
    }
  }

  @Test
  void whatAKilledProcessHadBegunIsRemovedAndNothingElse() throws IOException {
    Path root = new Path(folder.toUri());
    Path whole = new Path(folder.resolve("deep/er/pointer.json").toUri());
    Commit.publish(conf, whole, "new".getBytes(UTF_8));
    java.nio.file.Path torn = folder.resolve("deep/er/.pointer.json.1b4e28ba.tmp");
    java.nio.file.Path hidden = Files.writeString(folder.resolve("deep/.keep"), "");
    java.nio.file.Path other = Files.writeString(folder.resolve("notes.tmp"), "");
    Files.writeString(torn, "ne");

    Commit.removeUnfinished(conf, root);
    Commit.removeUnfinished(conf, new Path(root, "not-there"));
    java.nio.file.Path others = Files.createDirectory(folder.resolve("others"));
    java.nio.file.Path written = Files.writeString(others.resolve(".beat.json.77aa.tmp"), "b");
    java.nio.file.Path here = Files.writeString(folder.resolve(".line.json.77aa.tmp"), "l");
    Commit.removeUnfinished(conf, root, below -> !below.getName().equals("others"));

    assertThat(written).exists();
    assertThat(here).doesNotExist();
    assertThat(torn).doesNotExist();
    assertThat(hidden).exists();
    assertThat(other).exists();
    assertThat(folder.resolve("deep/er/pointer.json")).hasContent("new");
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

  @ParameterizedTest
  @ValueSource(strings = {"s3a", "gs", "abfss", "wasb", "oss", "cosn", "obs"})
  void storesGetOnePut(String scheme) throws IOException {
    assertReplaces(scheme, Store.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ofs", "o3fs", "nobody-knows"})
  void otherFileSystemsRename(String scheme) throws IOException {
    assertReplaces(scheme, FileServer.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"file", "s3a", "nobody-knows"})
  void ofTwoNewFilesTheFirstStays(String scheme) throws IOException {
    if (!scheme.equals("file")) {
      Class<?> kind = scheme.equals("s3a") ? Store.class : FileServer.class;
      conf.set("fs." + scheme + ".impl", kind.getName());
      conf.setBoolean("fs." + scheme + ".impl.disable.cache", true);
    }
    Path target = new Path(scheme + "://" + folder + "/claim");
    assertThat(Commit.publishNew(conf, target, "first".getBytes(UTF_8))).isTrue();
    assertThat(Commit.publishNew(conf, target, "second".getBytes(UTF_8))).isFalse();
    assertThat(folder.resolve("claim")).hasContent("first");
    assertThat(names("")).noneMatch(name -> name.contains(".tmp"));
  }

  @Test
  void aNewFileOfHdfsIsRenamedToAnUnusedName() throws IOException {
    Path target = new Path(folder.resolve("claim").toUri());
    FileSystem fs = target.getFileSystem(conf);
    Commit.renameNew(fs, fs.makeQualified(target), "first".getBytes(UTF_8));
    assertThatThrownBy(
            () -> Commit.renameNew(fs, fs.makeQualified(target), "second".getBytes(UTF_8)))
        .isInstanceOf(org.apache.hadoop.fs.FileAlreadyExistsException.class);
    assertThat(folder.resolve("claim")).hasContent("first");
  }

  @Test
  void aNewFileThatIsThereIsNoFailure() throws IOException {
    Path target = new Path(folder.resolve("claim").toUri());
    FileSystem local = target.getFileSystem(conf);
    FileSystem fs =
        new FilterFileSystem(local) {
          @Override
          public boolean delete(Path file, boolean recursive) throws IOException {
            throw new IOException("the connection was reset");
          }
        };
    Commit.renameNew(fs, fs.makeQualified(target), "first".getBytes(UTF_8));
    assertThat(folder.resolve("claim")).hasContent("first");
    assertThatThrownBy(
            () -> Commit.renameNew(fs, fs.makeQualified(target), "second".getBytes(UTF_8)))
        .isInstanceOf(org.apache.hadoop.fs.FileAlreadyExistsException.class);
  }

  /** Room for names and none for content: as HDFS does, it says so twice, by one exception. */
  public static final class Full extends Disguised {
    private static final class Stream extends OutputStream {
      private final IOException full = new IOException("no room");

      @Override
      public void write(int b) throws IOException {
        throw full;
      }

      @Override
      public void close() throws IOException {
        throw full;
      }
    }

    @Override
    public FSDataOutputStream create(
        Path file,
        FsPermission permission,
        boolean overwrite,
        int buffer,
        short replication,
        long block,
        Progressable progress)
        throws IOException {
      return new FSDataOutputStream(new Stream(), null);
    }

    @Override
    public FSDataOutputStream create(
        Path file,
        boolean overwrite,
        int buffer,
        short replication,
        long block,
        Progressable progress)
        throws IOException {
      return new FSDataOutputStream(new Stream(), null);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"s3a", "nobody-knows"})
  void aFullFileSystemIsOneLine(String scheme) {
    conf.set("fs." + scheme + ".impl", Full.class.getName());
    conf.setBoolean("fs." + scheme + ".impl.disable.cache", true);
    Path target = new Path(scheme + "://" + folder + "/pointer.json");
    for (ThrowingCallable write :
        List.<ThrowingCallable>of(
            () -> Commit.publish(conf, target, "new".getBytes(UTF_8)),
            () -> Commit.publishNew(conf, target, "new".getBytes(UTF_8)))) {
      assertThatThrownBy(write)
          .isInstanceOfSatisfying(
              JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.INFRASTRUCTURE))
          .hasMessage(target + " can't be written: no room");
    }
  }

  private void assertReplaces(String scheme, Class<?> fileSystem) throws IOException {
    conf.set("fs." + scheme + ".impl", fileSystem.getName());
    conf.setBoolean("fs." + scheme + ".impl.disable.cache", true);
    Path target = new Path(scheme + "://" + folder + "/pointer.json");
    Commit.publish(conf, target, "old".getBytes(UTF_8));
    Commit.publish(conf, target, "new".getBytes(UTF_8));
    assertThat(folder.resolve("pointer.json")).hasContent("new");
    assertThat(names("")).containsExactly("pointer.json");
  }

  private List<String> names(String below) throws IOException {
    try (Stream<java.nio.file.Path> list = Files.list(folder.resolve(below))) {
      return list.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }
}
