package org.histloss.retraining.registry;

import org.apache.hadoop.fs.Path;
import org.histloss.dataset.ExitCode;
import org.histloss.dataset.JobException;

/** {@code champion.json} as it is read; only the lock's holder writes it. */
final class ChampionFile {
  /** How a person gets a champion back. */
  static final String REMEDY = "choose a version by bin/histloss promote --version";

  private final RegistryFiles files;
  private final Path path;

  ChampionFile(RegistryFiles files) {
    this.files = files;
    this.path = files.at("champion.json");
  }

  /** The champion, or null where there is no file; a damaged file is never taken for none. */
  Champion read() {
    byte[] content = files.read(path);
    if (content == null) {
      return null;
    }
    Champion champion = parsed();
    if (champion == null || champion.version() == null || champion.entry() == null) {
      throw damaged("it names no version");
    }
    if (champion.formatVersion() != Registry.FORMAT) {
      throw JobException.badData(
          "%s: formatVersion = %d: must be %d", path, champion.formatVersion(), Registry.FORMAT);
    }
    return champion;
  }

  private Champion parsed() {
    try {
      return files.read(path, Champion.class);
    } catch (JobException e) {
      throw e.exitCode() == ExitCode.BAD_DATA ? damaged("it holds no Champion") : e;
    }
  }

  private JobException damaged(String how) {
    return JobException.badData("%s is damaged: %s; remove it and %s", path, how, REMEDY);
  }
}
