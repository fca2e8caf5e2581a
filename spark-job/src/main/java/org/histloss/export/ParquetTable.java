package org.histloss.export;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction2;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;
import org.histloss.dataset.ManifestFile;
import org.histloss.dataset.SampleSchema;
import org.histloss.export.EmbeddingsMarker.ExportedFile;
import scala.Tuple2;

/**
 * Embeddings as Parquet, written by Spark, whose commit protocol keeps what a failed or slower task
 * wrote out of the folder. The files, by name, hold the samples in ordinal order.
 */
final class ParquetTable {
  static final String EMBEDDING = "embedding";

  private static final StructType SCHEMA =
      new StructType()
          .add(SampleSchema.SAMPLE_ID, DataTypes.StringType, false)
          .add(SampleSchema.IDENTITY, DataTypes.StringType, false)
          .add(SampleSchema.CAMERA, DataTypes.StringType, true)
          .add(EMBEDDING, DataTypes.createArrayType(DataTypes.FloatType, false), false);

  private final SparkSession spark;
  private final Configuration hadoop;
  private final Path folder;

  /**
   * @param folder of the export
   */
  ParquetTable(SparkSession spark, Path folder) {
    this.spark = spark;
    this.hadoop = spark.sessionState().newHadoopConf();
    this.folder = folder;
  }

  /**
   * Writes the table.
   *
   * @param names of the samples, each partition in ordinal order
   * @param parts embeddings of each partition
   * @param dimension numbers in an embedding
   * @return its files
   */
  List<ExportedFile> write(JavaPairRDD<Long, SampleNames> names, List<Part> parts, int dimension)
      throws IOException {
    SerializableConfiguration conf = new SerializableConfiguration(hadoop);
    FlatMapFunction2<Iterator<Tuple2<Long, SampleNames>>, Iterator<Part>, Row> join =
        (samples, part) -> new StoredRows(samples, part.next(), dimension, conf.value());
    JavaRDD<Row> rows = names.zipPartitions(context().parallelize(parts, parts.size()), join);
    Path target = new Path(folder, ExportFolder.PARQUET);
    spark
        .createDataFrame(rows, SCHEMA)
        .write()
        .option("compression", "snappy")
        // embeddings.json is the only marker.
        .option("mapreduce.fileoutputcommitter.marksuccessfuljobs", "false")
        .parquet(target.toString());
    return files(target);
  }

  /** The files of the folder in the order of their names; executors read each of them once. */
  private List<ExportedFile> files(Path target) throws IOException {
    List<String> paths = new ArrayList<>();
    for (FileStatus file : target.getFileSystem(hadoop).listStatus(target)) {
      String name = file.getPath().getName();
      if (!name.startsWith(".") && !name.startsWith("_")) {
        paths.add(file.getPath().toString());
      }
    }
    paths.sort(Comparator.naturalOrder());
    SerializableConfiguration conf = new SerializableConfiguration(hadoop);
    return context().parallelize(paths, paths.size()).map(path -> file(path, conf)).collect();
  }

  private static ExportedFile file(String path, SerializableConfiguration conf) throws IOException {
    Path file = new Path(path);
    return new ExportedFile(
        ExportFolder.PARQUET + "/" + file.getName(),
        file.getFileSystem(conf.value()).getFileStatus(file).getLen(),
        ManifestFile.sha256(conf.value(), file));
  }

  private JavaSparkContext context() {
    return JavaSparkContext.fromSparkContext(spark.sparkContext());
  }
}
