package org.histloss.dataset;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;
import org.histloss.dataset.DatasetManifest.DataFile;
import org.histloss.dataset.DatasetManifest.SplitContents;

/**
 * Opens a prepared data set.
 *
 * <p>Only files that the manifest lists are read; whatever else lies in the folder is left alone.
 * All that planning needs (codes, counts, shape) is in {@link #manifest()}.
 */
public final class DatasetReader {
  /** The splits that a data set may have. */
  public static final Set<String> SPLITS = Set.of("train", "val", "test");

  private static final String SAMPLES = "samples";
  private static final Pattern PATTERN = Pattern.compile("[{}\\[\\]*?\\\\]");

  private final SparkSession spark;
  private final Path folder;
  private final DatasetManifest manifest;

  private DatasetReader(SparkSession spark, Path folder, DatasetManifest manifest) {
    this.spark = spark;
    this.folder = folder;
    this.manifest = manifest;
  }

  /**
   * Reads the manifest and checks that each file it lists is there in full length.
   *
   * @throws JobException exit code 21 when the folder is no data set of this version, or a file is
   *     missing or has another length
   */
  public static DatasetReader open(SparkSession spark, Path folder) {
    Configuration conf = spark.sessionState().newHadoopConf();
    DatasetManifest manifest = ManifestFile.read(conf, folder);
    for (DataFile file : manifest.files()) {
      checkLength(conf, folder, file);
    }
    return new DatasetReader(spark, folder, manifest);
  }

  /** What the data set holds. */
  public DatasetManifest manifest() {
    return manifest;
  }

  /** What one split holds; a split without samples holds nothing. */
  public SplitContents contents(String split) {
    checkSplit(split);
    SplitContents contents = manifest.splits().get(split);
    return contents == null ? new SplitContents(0, 0, 0, new int[0], new int[0]) : contents;
  }

  /**
   * The rows of one split, in columns and order of {@link SampleSchema#samples()}, nothing added.
   *
   * @throws JobException exit code 20 when no data set has such a split
   */
  public Dataset<Row> samples(String split) {
    return samples(List.of(split));
  }

  /** The rows of several splits in one scan, as of {@link #samples(String) one}. */
  public Dataset<Row> samples(List<String> splits) {
    splits.forEach(DatasetReader::checkSplit);
    return read(
        file -> file.table().equals(SAMPLES) && splits.contains(file.split()),
        SampleSchema.samples());
  }

  /** All rows of the rejects table, in columns and order of {@link SampleSchema#rejects()}. */
  public Dataset<Row> rejects() {
    return read(file -> !file.table().equals(SAMPLES), SampleSchema.rejects());
  }

  private Dataset<Row> read(Predicate<DataFile> wanted, StructType schema) {
    List<String> paths =
        manifest.files().stream()
            .filter(wanted)
            .map(file -> new Path(folder, file.path()).toString())
            .toList();
    if (paths.isEmpty()) {
      return spark.createDataFrame(List.of(), schema);
    }
    DataFrameReader reader =
        spark
            .read()
            .schema(schema)
            // A path is a name, not a pattern; and a bad file must never turn into missing rows.
            .option("__globPaths__", "false")
            .option("ignoreCorruptFiles", "false")
            .option("ignoreMissingFiles", "false");
    if (PATTERN.matcher(folder.toString()).find()) {
      // For each path that looks like a pattern Spark takes all paths of the scan once.
      return paths.stream().map(reader::parquet).reduce(Dataset::union).orElseThrow();
    }
    return reader.parquet(paths.toArray(String[]::new));
  }

  /**
   * Compares the SHA-256 of every file with the manifest; the executors read all the data once.
   *
   * @throws JobException exit code 21 naming the first file that differs
   */
  public void verifyChecksums() {
    if (manifest.files().isEmpty()) {
      return;
    }
    SerializableConfiguration conf =
        new SerializableConfiguration(spark.sessionState().newHadoopConf());
    String root = folder.toString();
    List<DataFile> files = manifest.files();
    List<String> found =
        JavaSparkContext.fromSparkContext(spark.sparkContext())
            .parallelize(files.stream().map(DataFile::path).toList(), files.size())
            .map(path -> FileDigest.sha256(conf.value(), new Path(root, path)))
            .collect();
    for (int i = 0; i < files.size(); i++) {
      if (!files.get(i).sha256().equals(found.get(i))) {
        throw JobException.badData(
            "%s is damaged: its SHA-256 is %s, the manifest says %s",
            new Path(folder, files.get(i).path()), found.get(i), files.get(i).sha256());
      }
    }
  }

  private static void checkLength(Configuration conf, Path folder, DataFile file) {
    Path path = new Path(folder, file.path());
    try {
      FileSystem fs = path.getFileSystem(conf);
      long found = fs.getFileStatus(path).getLen();
      if (found != file.bytes()) {
        throw JobException.badData(
            "%s is damaged: it has %d bytes, the manifest says %d", path, found, file.bytes());
      }
    } catch (FileNotFoundException e) {
      throw new JobException(
          ExitCode.BAD_DATA,
          path + " is missing: the manifest says " + file.bytes() + " bytes, found none",
          e);
    } catch (IOException e) {
      throw new JobException(
          ExitCode.INFRASTRUCTURE, path + " can't be read: " + e.getMessage(), e);
    }
  }

  private static void checkSplit(String split) {
    if (!SPLITS.contains(split)) {
      throw JobException.badConfiguration("split = %s: must be train, val or test", split);
    }
  }
}
