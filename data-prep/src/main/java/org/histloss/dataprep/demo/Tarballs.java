package org.histloss.dataprep.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.histloss.dataset.ExitCode;
import org.histloss.dataset.JobException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The downloaded tarballs in the cache.
 *
 * <p>Each is fetched to a folder of its own, checked, and only then moved to its place: a tarball
 * in place with the right checksum isn't fetched again, one with another checksum is replaced, and
 * a download that was cut short leaves nothing that counts.
 */
final class Tarballs {
  private static final Logger LOG = LoggerFactory.getLogger(Tarballs.class);

  private final DemoCache cache;
  private final NpmPack npm;

  Tarballs(DemoCache cache, NpmPack npm) {
    this.cache = cache;
    this.npm = npm;
  }

  /**
   * Makes sure that all tarballs are in the cache.
   *
   * @param extraBytes that will be needed in the cache besides them
   * @throws JobException exit code 30 when one can't be fetched or isn't what it should be
   */
  void require(List<EmojiPack> packs, long extraBytes) {
    List<EmojiPack> missing = packs.stream().filter(pack -> !present(pack)).toList();
    long needed = extraBytes + missing.stream().mapToLong(EmojiPack::bytes).sum();
    cache.require(needed);
    for (EmojiPack pack : missing) {
      LOG.info("fetching {} ({} bytes)", pack.specification(), pack.bytes());
      try {
        fetch(pack);
      } catch (IOException e) {
        throw cache.writeFailed(needed, e);
      }
    }
  }

  /** Where a pack's tarball lies. */
  Path file(EmojiPack pack) {
    return cache.folder().resolve(pack.fileName());
  }

  private boolean present(EmojiPack pack) {
    Path file = file(pack);
    try {
      return Files.isRegularFile(file)
          && Files.size(file) == pack.bytes()
          && sha256(file).equals(pack.sha256());
    } catch (IOException e) {
      LOG.warn("{} can't be read and is fetched again: {}", file, e.getMessage());
      return false;
    }
  }

  private void fetch(EmojiPack pack) throws IOException {
    Path folder = Files.createTempDirectory(cache.folder(), "fetch-");
    try {
      npm.fetch(pack.specification(), folder);
      Path fetched = folder.resolve(pack.fileName());
      if (!Files.isRegularFile(fetched)) {
        throw new JobException(
            ExitCode.INFRASTRUCTURE,
            "npm pack " + pack.specification() + " made no " + pack.fileName());
      }
      String found = sha256(fetched);
      if (!found.equals(pack.sha256())) {
        throw new JobException(
            ExitCode.INFRASTRUCTURE,
            pack.specification() + ": SHA-256 = " + found + ": must be " + pack.sha256());
      }
      Files.move(
          fetched, file(pack), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      remove(folder);
    }
  }

  private static void remove(Path folder) throws IOException {
    try (Stream<Path> tree = Files.walk(folder)) {
      for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  private static String sha256(Path file) throws IOException {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
      return HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
