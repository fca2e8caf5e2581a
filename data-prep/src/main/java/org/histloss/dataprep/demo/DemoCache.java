package org.histloss.dataprep.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import org.histloss.dataset.ExitCode;
import org.histloss.dataset.JobException;

/** The local folder, outside the clone, that downloads and drawings are kept in. */
final class DemoCache {
  private final Path folder;

  /** The folder {@code given}, or the default one when it is null. */
  DemoCache(String given) {
    try {
      folder = given == null || given.isBlank() ? defaultFolder() : Path.of(given);
    } catch (InvalidPathException e) {
      throw new JobException(
          ExitCode.BAD_CONFIGURATION, "cache = " + given + ": must be a local folder", e);
    }
  }

  /** As the launcher finds it, for those who submit by hand. */
  private static Path defaultFolder() {
    String own = System.getenv("HISTLOSS_CACHE");
    if (own != null && !own.isBlank()) {
      return Path.of(own);
    }
    String xdg = System.getenv("XDG_CACHE_HOME");
    Path base =
        xdg == null || xdg.isBlank()
            ? Path.of(System.getProperty("user.home"), ".cache")
            : Path.of(xdg);
    return base.resolve("histloss");
  }

  Path folder() {
    return folder;
  }

  /**
   * Makes the folder and makes sure that {@code needed} more bytes fit.
   *
   * @throws JobException exit code 30 when they don't, or the folder can't be made
   */
  void require(long needed) {
    try {
      Files.createDirectories(folder);
      long free = Files.getFileStore(folder).getUsableSpace();
      if (free < needed) {
        throw tooSmall(needed, free);
      }
    } catch (IOException e) {
      throw failed("can't be made", e);
    }
  }

  /** What to throw when writing {@code needed} bytes below the folder failed. */
  JobException writeFailed(long needed, IOException e) {
    try {
      long free = Files.getFileStore(folder).getUsableSpace();
      String message = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
      if (free < needed || message.contains("no space")) {
        return tooSmall(needed, free);
      }
    } catch (IOException unknown) {
      e.addSuppressed(unknown);
    }
    return failed("can't be written", e);
  }

  private JobException tooSmall(long needed, long free) {
    return new JobException(
        ExitCode.INFRASTRUCTURE,
        String.format(
            Locale.ROOT,
            "cache = %s: needs %d bytes, the disk has %d bytes free; set HISTLOSS_CACHE to another",
            folder,
            needed,
            free));
  }

  private JobException failed(String what, IOException e) {
    return new JobException(
        ExitCode.INFRASTRUCTURE, "cache = " + folder + ": " + what + ": " + e, e);
  }
}
