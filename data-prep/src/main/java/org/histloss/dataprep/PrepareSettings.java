package org.histloss.dataprep;

import java.io.Serializable;
import java.util.List;
import java.util.Set;
import org.histloss.dataset.DatasetManifest.SampleShape;
import org.histloss.dataset.DatasetManifest.SplitRule;
import org.histloss.dataset.JobException;

/**
 * What to prepare and how.
 *
 * @param source where samples come from
 * @param picture what each picture is made into; unused for feature vectors
 * @param split how identities are dealt to splits
 * @param output the data set folder to be made, a Hadoop path or URI
 * @param existing what becomes of a data set that is there already
 */
public record PrepareSettings(
    Source source, Picture picture, SplitRule split, String output, Existing existing) {
  private static final double SHARES_TOLERANCE = 1e-9;

  /** Refuses, with exit code 20, whatever can be seen to be wrong without looking at the data. */
  public PrepareSettings {
    checkShare("split.train", split.train());
    checkShare("split.val", split.val());
    checkShare("split.test", split.test());
    double sum = split.train() + split.val() + split.test();
    if (Math.abs(sum - 1) > SHARES_TOLERANCE) {
      throw JobException.badConfiguration(
          "split.train + split.val + split.test = %s: must be 1", sum);
    }
    if (output == null || output.isBlank()) {
      throw JobException.badConfiguration("output: must be given");
    }
  }

  /** The same, {@code overwrite} or else refusing what is there. */
  public PrepareSettings(
      Source source, Picture picture, SplitRule split, String output, boolean overwrite) {
    this(source, picture, split, output, overwrite ? Existing.REPLACE : Existing.REFUSE);
  }

  /** What becomes of a data set that lies where the output is to be made. */
  public enum Existing {
    /** It stays, and nothing is prepared. */
    REFUSE,
    /** It is removed. */
    REPLACE,
    /** What it doesn't hold yet is added to it. */
    APPEND
  }

  private static void checkShare(String key, double share) {
    if (!(share >= 0 && share <= 1)) {
      throw JobException.badConfiguration("%s = %s: must be between 0 and 1", key, share);
    }
  }

  /**
   * Where samples come from.
   *
   * @param name folder, csv, parquet, emoji or glyphs
   * @param input the folder or file, a Hadoop path or URI; null for the demo sets
   * @param cache local folder for downloads of the demo sets; null means {@code
   *     ${HISTLOSS_CACHE:-${XDG_CACHE_HOME:-~/.cache}/histloss}}
   * @param seed of the glyphs' degradation
   */
  public record Source(String name, String input, String cache, long seed) {
    /** Sources that read {@link #input}. */
    static final Set<String> WITH_INPUT = Set.of("folder", "csv", "parquet");

    private static final List<String> NAMES =
        List.of("folder", "csv", "parquet", "emoji", "glyphs");

    /** Refuses unknown names and a missing or useless input. */
    public Source {
      if (!NAMES.contains(name)) {
        throw JobException.badConfiguration(
            "source = %s: must be one of %s", name, String.join(", ", NAMES));
      }
      boolean given = input != null && !input.isBlank();
      if (WITH_INPUT.contains(name) && !given) {
        throw JobException.badConfiguration("input: must be given for source = %s", name);
      }
      if (!WITH_INPUT.contains(name) && given) {
        throw JobException.badConfiguration(
            "input = %s: source = %s makes its own data and reads none", input, name);
      }
    }

    /** A source that reads {@code input}. */
    public static Source of(String name, String input) {
      return new Source(name, input, null, 1);
    }

    /** A demo set with the default cache and seed. */
    public static Source demo(String name) {
      return new Source(name, null, null, 1);
    }
  }

  /**
   * The size every picture is brought to, by a plain resize that doesn't keep the aspect ratio.
   *
   * @param height pixels
   * @param width pixels
   * @param channels 3 for red, green, blue; 1 for luma
   */
  public record Picture(int height, int width, int channels) implements Serializable {
    private static final int LARGEST = 4096;

    /** Refuses sizes and channels that no network here can take. */
    public Picture {
      checkSide("image.height", height);
      checkSide("image.width", width);
      if (channels != 1 && channels != 3) {
        throw JobException.badConfiguration("image.channels = %d: must be 1 or 3", channels);
      }
    }

    /** As it is written in the manifest. */
    SampleShape shape() {
      return new SampleShape(channels, height, width, 0);
    }

    private static void checkSide(String key, int value) {
      if (value < 1 || value > LARGEST) {
        throw JobException.badConfiguration(
            "%s = %d: must be between 1 and %d", key, value, LARGEST);
      }
    }
  }
}
