package org.histloss.dataprep;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;
import org.histloss.dataset.DatasetManifest.DataFile;
import org.histloss.dataset.ExitCode;
import org.histloss.dataset.JobException;
import org.histloss.dataset.ManifestFile;

/** Lists the written files with rows, bytes and checksum, which the executors read back. */
final class FileInventory {
  private static final String SPLIT_FOLDER = "split=";

  private FileInventory() {}

  /**
   * All Parquet files below the {@code tables} of {@code folder}, by path.
   *
   * @param tables relative folders, whose first part is the table's name
   */
  static List<DataFile> of(SparkSession spark, Path folder, List<String> tables) {
    Configuration conf = spark.sessionState().newHadoopConf();
    List<String> paths = new ArrayList<>();
    tables.forEach(table -> paths.addAll(list(conf, folder, table)));
    SerializableConfiguration hadoop = new SerializableConfiguration(conf);
    String root = folder.toString();
    return JavaSparkContext.fromSparkContext(spark.sparkContext())
        .parallelize(paths, Math.max(1, paths.size()))
        .map(path -> describe(hadoop.value(), root, path))
        .collect()
        .stream()
        .sorted(Comparator.comparing(FileInventory::splitName).thenComparing(DataFile::path))
        .toList();
  }

  private static String splitName(DataFile file) {
    return file.table() + "/" + file.split();
  }

  private static List<String> list(Configuration conf, Path folder, String table) {
    try {
      Path root = new Path(folder, table);
      FileSystem fs = root.getFileSystem(conf);
      List<String> paths = new ArrayList<>();
      if (!fs.exists(root)) {
        return paths;
      }
      RemoteIterator<LocatedFileStatus> files = fs.listFiles(root, true);
      while (files.hasNext()) {
        Path path = files.next().getPath();
        if (path.getName().endsWith(".parquet")) {
          paths.add(path.toString().substring(folder.toString().length() + 1));
        }
      }
      return paths;
    } catch (IOException e) {
      throw new JobException(
          ExitCode.INFRASTRUCTURE, folder + " can't be listed: " + e.getMessage(), e);
    }
  }

  private static DataFile describe(Configuration conf, String root, String path)
      throws IOException {
    Path file = new Path(root, path);
    String table = path.substring(0, path.indexOf('/'));
    String parent = file.getParent().getName();
    String split = parent.startsWith(SPLIT_FOLDER) ? parent.substring(SPLIT_FOLDER.length()) : null;
    HadoopInputFile input = HadoopInputFile.fromPath(file, conf);
    try (ParquetFileReader reader = ParquetFileReader.open(input)) {
      return new DataFile(
          path,
          table,
          split,
          reader.getRecordCount(),
          input.getLength(),
          ManifestFile.sha256(conf, file));
    }
  }
}
