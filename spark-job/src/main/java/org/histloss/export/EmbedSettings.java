package org.histloss.export;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.histloss.dataset.JobException;

/**
 * What is embedded and written where.
 *
 * @param data folder of the data set, a Hadoop path
 * @param split {@code train}, {@code val}, {@code test} or {@value #ALL}
 * @param format which files are written
 * @param embedBatch most samples embedded at once, at least 1
 * @param output folder to be made, a Hadoop path
 * @param overwrite whether an export that lies there is replaced
 */
public record EmbedSettings(
    String data, String split, Format format, int embedBatch, String output, boolean overwrite) {
  /** All splits together. */
  public static final String ALL = "all";

  private static final List<String> SPLITS = List.of("train", "val", "test");

  /** Which files are written. */
  public enum Format {
    PARQUET,
    NPY,
    BOTH;

    /**
     * The format of this name.
     *
     * @throws JobException exit code 20 for any other word
     */
    public static Format of(String name) {
      return Arrays.stream(values())
          .filter(format -> format.name().toLowerCase(Locale.ROOT).equals(name))
          .findFirst()
          .orElseThrow(
              () ->
                  JobException.badConfiguration(
                      "--format %s: must be one of parquet, npy, both", name));
    }

    boolean parquet() {
      return this != NPY;
    }

    boolean npy() {
      return this != PARQUET;
    }
  }

  /** Refuses what can't be. */
  public EmbedSettings {
    if (!split.equals(ALL) && !SPLITS.contains(split)) {
      throw JobException.badConfiguration(
          "--split %s: must be one of train, val, test, all", split);
    }
    if (embedBatch < 1) {
      throw JobException.badConfiguration(
          "evaluation.embed-batch = %d: must be at least 1", embedBatch);
    }
  }

  /** The data set's splits that are embedded. */
  List<String> splits() {
    return split.equals(ALL) ? SPLITS : List.of(split);
  }
}
