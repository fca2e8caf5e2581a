package org.histloss.dataprep.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** A folder that stands for the network: an {@code npm} that packs tarballs made by a test. */
final class FakeNpm {
  private final Path folder;

  FakeNpm(Path folder) throws IOException {
    this.folder = Files.createDirectories(folder);
    script(
        "cp \""
            + folder
            + "/$(basename \"$3\").tgz\" \"$PWD/$(cat \""
            + folder
            + "/$(basename \"$3\").name\")\"");
  }

  /** What to search npm in; the shell's own commands are there too. */
  String searchPath() {
    return folder + ":/usr/bin:/bin";
  }

  /** Each call of npm is one line: its arguments. */
  List<String> calls() throws IOException {
    Path log = folder.resolve("calls");
    return Files.exists(log) ? Files.readAllLines(log) : List.of();
  }

  /** From now on npm does this; $3 is what it is asked for. */
  void script(String body) throws IOException {
    Path npm = folder.resolve("npm");
    Files.writeString(npm, "#!/bin/sh\necho \"$@\" >> \"" + folder + "/calls\"\n" + body + "\n");
    Files.setPosixFilePermissions(npm, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** Offers a drawing set, given as the two documents of a package. */
  EmojiPack offer(String vendor, String icons, String chars) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(bytes))) {
      entry(tar, "package/README.md", "not read");
      entry(tar, "package/icons.json", icons);
      entry(tar, "package/chars.json", chars);
    }
    byte[] tarball = bytes.toByteArray();
    EmojiPack pack = new EmojiPack(vendor, "1.0.0", tarball.length, sha256(tarball));
    Files.write(folder.resolve(vendor + "@1.0.0.tgz"), tarball);
    Files.writeString(folder.resolve(vendor + "@1.0.0.name"), pack.fileName());
    return pack;
  }

  private static void entry(TarArchiveOutputStream tar, String name, String text)
      throws IOException {
    byte[] content = text.getBytes(UTF_8);
    TarArchiveEntry entry = new TarArchiveEntry(name);
    entry.setSize(content.length);
    tar.putArchiveEntry(entry);
    tar.write(content);
    tar.closeArchiveEntry();
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
