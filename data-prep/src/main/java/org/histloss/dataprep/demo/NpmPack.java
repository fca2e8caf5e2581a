package org.histloss.dataprep.demo;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.histloss.dataset.ExitCode;
import org.histloss.dataset.JobException;

/** Fetches one npm package's tarball by the {@code npm pack} command. */
final class NpmPack {
  private static final long MINUTES = 5;

  private final String searchPath;

  /** Looks for npm in the folders of {@code searchPath}, which has the form of PATH. */
  NpmPack(String searchPath) {
    this.searchPath = searchPath == null ? "" : searchPath;
  }

  /**
   * Runs {@code npm pack specification} in {@code folder}, which then holds the tarball.
   *
   * @throws JobException exit code 30 when there is no npm, or when it fails, with the last line
   *     that it wrote
   */
  void fetch(String specification, Path folder) throws IOException {
    Path output = folder.resolve("npm.log");
    ProcessBuilder builder =
        new ProcessBuilder(List.of(find().toString(), "pack", "--loglevel=error", specification))
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().put("PATH", searchPath);
    Process process = builder.start();
    try {
      if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
        throw failed(specification, "no end after " + MINUTES + " minutes");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed(specification, "interrupted");
    } finally {
      process.destroyForcibly();
    }
    if (process.exitValue() != 0) {
      throw failed(specification, lastLine(output, process.exitValue()));
    }
  }

  private Path find() {
    for (String folder : searchPath.split(File.pathSeparator)) {
      Path candidate = Path.of(folder.isEmpty() ? "." : folder, "npm");
      if (Files.isRegularFile(candidate) && Files.isExecutable(candidate)) {
        return candidate.toAbsolutePath();
      }
    }
    throw new JobException(
        ExitCode.INFRASTRUCTURE,
        "npm is not on the PATH: install Node.js, or use --dataset glyphs (or --source glyphs),"
            + " which needs none");
  }

  /** The last line that says something; npm ends with where its log lies. */
  private static String lastLine(Path output, int exitCode) throws IOException {
    List<String> lines = new ArrayList<>();
    for (String line : new String(Files.readAllBytes(output), StandardCharsets.UTF_8).split("\n")) {
      if (!line.isBlank()
          && !line.contains("complete log of this run")
          && !line.contains("_logs")) {
        lines.add(line.strip());
      }
    }
    return lines.isEmpty() ? "exit code " + exitCode : lines.get(lines.size() - 1);
  }

  private static JobException failed(String specification, String why) {
    return new JobException(
        ExitCode.INFRASTRUCTURE, "npm pack " + specification + " failed: " + why);
  }
}
