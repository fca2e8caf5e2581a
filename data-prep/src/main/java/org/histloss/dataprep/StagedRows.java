package org.histloss.dataprep;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.lpad;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.when;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.histloss.dataprep.IdentityTable.Group;
import org.histloss.dataprep.IdentityTable.Placed;
import org.histloss.dataprep.source.Candidate;
import org.histloss.dataprep.source.RejectReason;
import org.histloss.dataset.SampleSchema;
import scala.collection.JavaConverters;
import scala.collection.Seq;

/**
 * The staged candidates, and what can only be said by looking at all of them: feature dimension,
 * duplicate ids, identities in two splits.
 *
 * <p>Only names are looked at here; pictures stay on disk until the samples are written.
 */
final class StagedRows {
  private static final String FILLER = "filler";
  private static final String DECLARED = "declared";
  private static final String KEPT = "kept";
  private static final String LATER = "later";

  private static final String DIFFERENCES = "differences";
  private static final String BREAK = "\u0001";

  /** How {@link Group#first()} begins for samples of {@link PresentSamples}, and for no others. */
  static final String SETTLED = PresentSamples.ORIGIN + BREAK;

  /** First ordinal of a row's identity. */
  static final String FIRST_ORDINAL = "first_ordinal";

  private static final StructType PLACED =
      new StructType()
          .add(SampleSchema.IDENTITY, DataTypes.StringType, false)
          .add(FILLER, DataTypes.BooleanType, false)
          .add(DECLARED, DataTypes.StringType, false)
          .add("placed_split", DataTypes.StringType, false)
          .add(SampleSchema.IDENTITY_CODE, DataTypes.IntegerType, false)
          .add(FIRST_ORDINAL, DataTypes.LongType, false)
          .add(KEPT, DataTypes.BooleanType, false);

  private final SparkSession spark;
  private final Dataset<Row> rows;
  private final long known;

  /**
   * Judges all rows.
   *
   * @param staged rows in columns of {@link DecodeStage#SCHEMA}, read from staging files
   * @param dimension numbers in each feature vector; 0 for pictures
   * @param source where they come from
   * @param repeated a folder to be made, for the places of samples whose id was there before; the
   *     executors' memory would lose them with an executor
   */
  StagedRows(SparkSession spark, Dataset<Row> staged, int dimension, String source, Path repeated) {
    Dataset<Row> all = staged.withColumn(SampleSchema.SOURCE, lit(source));
    Dataset<Row> judged = dimension == 0 ? all : withOtherDimensionsRejected(all, dimension);
    this.spark = spark;
    this.rows = withDuplicatesRejected(judged, repeated);
    this.known = 0;
  }

  private StagedRows(SparkSession spark, Dataset<Row> rows, long known) {
    this.spark = spark;
    this.rows = rows;
    this.known = known;
  }

  /**
   * These rows and those of a data set that they are added to: without those that it holds already,
   * and with those rejected that it holds otherwise.
   *
   * @param present rows of {@link PresentSamples}
   * @param compared a folder to be made, for the places of samples whose id the data set holds
   */
  StagedRows onto(Dataset<Row> present, Path compared) {
    Dataset<Row> found = PresentSamples.differences(rows, present, DIFFERENCES);
    found.write().parquet(compared.toString());
    Dataset<Row> held = read(spark, found.schema(), compared);
    Column equal = col(DIFFERENCES).isNotNull().and(col(DIFFERENCES).equalTo(""));
    Column changed = col(DIFFERENCES).isNotNull();
    Column detail =
        concat(lit("not the "), col(DIFFERENCES), lit(" that the data set holds under this id"));
    Dataset<Row> others =
        rows.join(held, names(Candidate.ORIGIN, Candidate.POSITION), "left_outer")
            .where(not(equal))
            .withColumn(
                SampleSchema.DETAIL, when(changed, detail).otherwise(col(SampleSchema.DETAIL)))
            .withColumn(
                SampleSchema.REASON,
                when(changed, lit(RejectReason.CHANGED_SAMPLE.text()))
                    .otherwise(col(SampleSchema.REASON)))
            .drop(DIFFERENCES);
    return new StagedRows(spark, present.unionByName(others), held.where(equal).count());
  }

  /** Rows that were left out because the data set holds an equal sample. */
  long known() {
    return known;
  }

  /** Identities of the accepted rows. */
  long identities() {
    return accepted().select(SampleSchema.IDENTITY).distinct().count();
  }

  /** Counts by identity and by what the rows say about their place. */
  List<Group> groups() {
    Column first =
        concat(
            col(Candidate.ORIGIN),
            lit(BREAK),
            lpad(col(Candidate.POSITION).cast("string"), 20, "0"));
    Column camera = col(SampleSchema.CAMERA);
    Column shared = count(camera).equalTo(count(lit(1))).and(min(camera).equalTo(max(camera)));
    return accepted()
        .groupBy(col(SampleSchema.IDENTITY), col(FILLER), col(DECLARED))
        .agg(count(lit(1)), min(first), when(shared, min(camera)))
        .collectAsList()
        .stream()
        .map(StagedRows::group)
        .toList();
  }

  private static Group group(Row row) {
    return new Group(
        row.getString(0),
        row.getBoolean(1),
        row.getString(2),
        row.getLong(3),
        row.getString(4),
        row.getString(5));
  }

  /** The rows that become samples, with their split, identity code and first ordinal. */
  Dataset<Row> samples(IdentityTable table) {
    return placed(table)
        .where(col(KEPT))
        .drop(SampleSchema.SPLIT)
        .withColumnRenamed("placed_split", SampleSchema.SPLIT);
  }

  /** All rows that don't, in columns of {@link SampleSchema#rejects()}. */
  Dataset<Row> rejects(IdentityTable table) {
    Dataset<Row> rejected = asRejects(rows.where(col(SampleSchema.REASON).isNotNull()));
    return table.allKept() ? rejected : rejected.union(asRejects(displaced(table)));
  }

  /** Identities among {@code rejects} that have no sample; empty identities apart. */
  long lostIdentities(Dataset<Row> rejects) {
    return rejects
        .where(
            col(SampleSchema.REASON)
                .notEqual(RejectReason.EMPTY_IDENTITY.text())
                .and(col(SampleSchema.IDENTITY).isNotNull()))
        .select(SampleSchema.IDENTITY)
        .distinct()
        .join(accepted().select(SampleSchema.IDENTITY), names(SampleSchema.IDENTITY), "left_anti")
        .count();
  }

  /** All rows, judged. */
  Dataset<Row> all() {
    return rows;
  }

  private Dataset<Row> displaced(IdentityTable table) {
    Column detail =
        concat(
            lit("the sample's place is "),
            when(col(FILLER), lit("test")).otherwise(col(DECLARED)),
            lit(", its identity's is "),
            col("placed_split"));
    return placed(table)
        .where(col(KEPT).equalTo(false))
        .withColumn(SampleSchema.DETAIL, detail)
        .withColumn(SampleSchema.REASON, lit(RejectReason.IDENTITY_IN_TWO_SPLITS.text()));
  }

  private static Dataset<Row> asRejects(Dataset<Row> rejected) {
    return rejected.select(
        col(SampleSchema.SAMPLE_ID),
        col(SampleSchema.IDENTITY),
        col(SampleSchema.SOURCE),
        col(SampleSchema.REASON),
        col(SampleSchema.DETAIL));
  }

  private Dataset<Row> accepted() {
    Column role = coalesce(col(SampleSchema.ROLE), lit(""));
    return rows.where(col(SampleSchema.REASON).isNull())
        .withColumn(FILLER, role.isin("distractor", "junk"))
        .withColumn(DECLARED, coalesce(col(SampleSchema.SPLIT), lit("")));
  }

  private Dataset<Row> placed(IdentityTable table) {
    List<Row> places = table.placed().stream().map(StagedRows::placeRow).toList();
    Dataset<Row> known = spark.createDataFrame(places, PLACED);
    return accepted().join(known, names(SampleSchema.IDENTITY, FILLER, DECLARED), "inner");
  }

  private static Seq<String> names(String... columns) {
    return JavaConverters.asScalaBuffer(List.of(columns)).toSeq();
  }

  private static Row placeRow(Placed place) {
    Group group = place.group();
    return RowFactory.create(
        group.identity(),
        group.filler(),
        group.declared(),
        place.split(),
        place.code(),
        place.firstOrdinal(),
        place.kept());
  }

  /** The most frequent dimension; of two equally frequent ones the smaller. */
  static int commonDimension(Dataset<Row> staged) {
    Column dimension = size(col(SampleSchema.FEATURES));
    List<Row> found =
        staged
            .where(col(SampleSchema.REASON).isNull())
            .groupBy(dimension.as("dimension"))
            .agg(count(lit(1)).as("samples"))
            .orderBy(col("samples").desc(), col("dimension"))
            .limit(1)
            .collectAsList();
    return found.isEmpty() ? 0 : found.get(0).getInt(0);
  }

  private static Dataset<Row> withOtherDimensionsRejected(Dataset<Row> staged, int dimension) {
    Column found = size(col(SampleSchema.FEATURES));
    Column other = col(SampleSchema.REASON).isNull().and(found.notEqual(dimension));
    return staged
        .withColumn(
            SampleSchema.DETAIL,
            when(
                    other,
                    concat(found.cast("string"), lit(" features: most samples have " + dimension)))
                .otherwise(col(SampleSchema.DETAIL)))
        .withColumn(
            SampleSchema.REASON,
            when(other, lit(RejectReason.OTHER_DIMENSION.text()))
                .otherwise(col(SampleSchema.REASON)));
  }

  /** Of accepted rows with the same id the first by (origin, position) is kept. */
  private Dataset<Row> withDuplicatesRejected(Dataset<Row> judged, Path folder) {
    Dataset<Row> found = repeated(judged);
    found.write().parquet(folder.toString());
    Dataset<Row> later = read(spark, found.schema(), folder);
    return later.isEmpty() ? judged : withRejected(judged, later);
  }

  /** Reads a table of staging files, whose path is no pattern. */
  static Dataset<Row> read(SparkSession spark, StructType schema, Path folder) {
    return spark.read().schema(schema).option("__globPaths__", "false").parquet(folder.toString());
  }

  /** Where the rows stand that are not the first of their id, and the column {@link #LATER}. */
  private static Dataset<Row> repeated(Dataset<Row> judged) {
    Column copy =
        row_number()
            .over(
                Window.partitionBy(SampleSchema.SAMPLE_ID)
                    .orderBy(Candidate.ORIGIN, Candidate.POSITION));
    return judged
        .where(col(SampleSchema.REASON).isNull())
        .select(SampleSchema.SAMPLE_ID, Candidate.ORIGIN, Candidate.POSITION)
        .withColumn("copy", copy)
        .where(col("copy").gt(1))
        .select(col(Candidate.ORIGIN), col(Candidate.POSITION), lit(true).as(LATER));
  }

  private static Dataset<Row> withRejected(Dataset<Row> judged, Dataset<Row> later) {
    Column repeated = col(LATER).isNotNull();
    Column detail =
        concat(lit("again at "), col(Candidate.ORIGIN), lit(" "), col(Candidate.POSITION));
    return judged
        .join(later, names(Candidate.ORIGIN, Candidate.POSITION), "left_outer")
        .withColumn(SampleSchema.DETAIL, when(repeated, detail).otherwise(col(SampleSchema.DETAIL)))
        .withColumn(
            SampleSchema.REASON,
            when(repeated, lit(RejectReason.DUPLICATE_ID.text()))
                .otherwise(col(SampleSchema.REASON)))
        .drop(LATER);
  }

  /** Per reason: how many rows of {@code rejects}. */
  static Map<String, Long> countByReason(Dataset<Row> rejects) {
    Map<String, Long> counts = new TreeMap<>();
    for (Row row : rejects.groupBy(col(SampleSchema.REASON)).count().collectAsList()) {
      counts.put(row.getString(0), row.getLong(1));
    }
    return counts;
  }
}
