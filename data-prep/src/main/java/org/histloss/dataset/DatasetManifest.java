package org.histloss.dataset;

import java.io.Serializable;
import java.util.List;
import java.util.Map;

/**
 * What a prepared data set holds; stored as {@code manifest.json}, written last, so that a folder
 * without it is not a data set.
 *
 * @param schemaVersion {@link SampleSchema#VERSION} of the writer
 * @param datasetVersion hash of the samples: equal samples in equal splits, equal version
 * @param parentVersion the version this one was made from, or null
 * @param shape what one sample is
 * @param splitRule how identities were dealt to splits
 * @param splits per split name ({@code train}, {@code val}, {@code test}): what it holds; a split
 *     without samples is absent
 * @param rejects per reason: how many inputs were left out
 * @param notes per observation (such as identities of one sample): how many; kept in the data
 * @param sourceFingerprint hash over the source's listing, to tell whether the input changed
 * @param files every data file, path relative to the data set folder
 */
public record DatasetManifest(
    int schemaVersion,
    String datasetVersion,
    String parentVersion,
    SampleShape shape,
    SplitRule splitRule,
    Map<String, SplitContents> splits,
    Map<String, Long> rejects,
    Map<String, Long> notes,
    String sourceFingerprint,
    List<DataFile> files)
    implements Serializable {

  /** The marker's file name. */
  public static final String FILE_NAME = "manifest.json";

  /**
   * What one sample is: a picture (channels × height × width) or a feature vector (dimension).
   *
   * @param channels 3 or 1 for pictures, 0 for feature vectors
   * @param height pixels, 0 for feature vectors
   * @param width pixels, 0 for feature vectors
   * @param dimension numbers in a feature vector, 0 for pictures
   */
  public record SampleShape(int channels, int height, int width, int dimension)
      implements Serializable {
    /** True for pictures, false for feature vectors. */
    public boolean picture() {
      return dimension == 0;
    }

    /** Numbers in one decoded sample. */
    public int size() {
      return picture() ? channels * height * width : dimension;
    }

    @Override
    public String toString() {
      return picture() ? channels + "×" + height + "×" + width : dimension + " features";
    }
  }

  /**
   * Shares of the identities and the seed of the hash that deals them.
   *
   * @param train share of the identities used for training
   * @param val share held out of the training half for choosing settings
   * @param test share never trained on
   * @param seed part of the hash
   */
  public record SplitRule(double train, double val, double test, long seed)
      implements Serializable {}

  /**
   * One split's samples and identities.
   *
   * @param samples rows
   * @param identities distinct identities
   * @param trainableIdentities identities with at least two samples, distractors and junk apart
   * @param codes identity codes, ascending
   * @param counts samples of each code, same order
   */
  public record SplitContents(
      long samples, int identities, int trainableIdentities, int[] codes, int[] counts)
      implements Serializable {}

  /**
   * One immutable Parquet file.
   *
   * @param path relative to the data set folder
   * @param table {@code samples} or {@code rejects}
   * @param split the split, or null for rejects
   * @param rows rows in the file
   * @param bytes length
   * @param sha256 lower-case hexadecimal
   */
  public record DataFile(
      String path, String table, String split, long rows, long bytes, String sha256)
      implements Serializable {}
}
