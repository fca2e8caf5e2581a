package org.histloss.dataprep.source;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.StructType;
import org.histloss.dataset.ExitCode;
import org.histloss.dataset.JobException;
import org.histloss.dataset.SampleSchema;

/**
 * Parquet that someone else wrote: columns {@code sample_id}, {@code identity}, if wanted {@code
 * camera}, {@code role}, {@code split}, and either {@code image} (binary, an encoded picture) or
 * {@code features} (array of float or double). Identifiers that are numbers are taken as their
 * decimal text; other columns are not read.
 */
public final class ParquetSource implements SampleSource {
  private final String input;

  /** The file or folder of files at {@code input}. */
  public ParquetSource(String input) {
    this.input = input;
  }

  @Override
  public String name() {
    return "parquet";
  }

  @Override
  public Listing list(SparkSession spark) {
    Configuration conf = spark.sessionState().newHadoopConf();
    Path path = InputPath.status(conf, input).getPath();
    Dataset<Row> table = open(spark, path);
    StructType schema = table.schema();
    boolean pictures = checked(schema);
    Dataset<Row> rows =
        table.select(
            col("_metadata.file_path").as(Candidate.ORIGIN),
            col("_metadata.row_index").as(Candidate.POSITION),
            text(schema, SampleSchema.SAMPLE_ID),
            text(schema, SampleSchema.IDENTITY),
            text(schema, SampleSchema.CAMERA),
            text(schema, SampleSchema.ROLE),
            text(schema, SampleSchema.SPLIT),
            lit(null).cast("string").as(Candidate.PATH),
            (pictures ? col(SampleSchema.IMAGE) : lit(null).cast("binary")).as(SampleSchema.IMAGE),
            (pictures ? lit(null) : col(SampleSchema.FEATURES))
                .cast("array<float>")
                .as(SampleSchema.FEATURES),
            lit(null).cast("string").as(SampleSchema.REASON),
            lit(null).cast("string").as(SampleSchema.DETAIL));
    return new Listing(rows, pictures, Map.of());
  }

  private Dataset<Row> open(SparkSession spark, Path path) {
    try {
      return spark
          .read()
          .option("__globPaths__", "false")
          .option("ignoreCorruptFiles", "false")
          .option("ignoreMissingFiles", "false")
          .parquet(path.toString());
    } catch (Exception e) {
      // Spark throws checked exceptions from Scala here: no Parquet, or a damaged footer.
      throw new JobException(
          ExitCode.BAD_DATA,
          "input = " + input + ": can't be read as Parquet: " + innermost(e).getMessage(),
          e);
    }
  }

  private boolean checked(StructType schema) {
    List<String> names = Arrays.asList(schema.fieldNames());
    for (String required : List.of(SampleSchema.SAMPLE_ID, SampleSchema.IDENTITY)) {
      if (!names.contains(required)) {
        throw JobException.badData(
            "input = %s: must have a column %s, has %s", input, required, names);
      }
    }
    boolean pictures = names.contains(SampleSchema.IMAGE);
    if (pictures == names.contains(SampleSchema.FEATURES)) {
      throw JobException.badData(
          "input = %s: must have either a column image or a column features, has %s", input, names);
    }
    String content = pictures ? SampleSchema.IMAGE : SampleSchema.FEATURES;
    DataType type = schema.apply(content).dataType();
    if (pictures ? !(type instanceof BinaryType) : !vector(type)) {
      throw JobException.badData(
          "input = %s: column %s is %s: must be %s",
          input,
          content,
          type.simpleString(),
          pictures ? "binary" : "array<float> or array<double>");
    }
    return pictures;
  }

  private static boolean vector(DataType type) {
    return type instanceof ArrayType array
        && (array.elementType() instanceof FloatType || array.elementType() instanceof DoubleType);
  }

  private static Column text(StructType schema, String name) {
    boolean present = Arrays.asList(schema.fieldNames()).contains(name);
    return (present ? col(name) : lit(null)).cast(DataTypes.StringType).as(name);
  }

  private static Throwable innermost(Throwable e) {
    Throwable at = e;
    while (at.getCause() != null) {
      at = at.getCause();
    }
    return at;
  }
}
