package org.histloss.export;

import static org.apache.spark.sql.functions.col;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.histloss.dataset.DatasetReader;
import org.histloss.dataset.JobException;
import org.histloss.dataset.SampleSchema;
import org.histloss.evaluation.embedding.Embedder;
import org.histloss.evaluation.embedding.OrdinalRanges;
import org.histloss.evaluation.embedding.SampleEmbedding;
import org.histloss.export.EmbeddingsMarker.ExportedFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Tuple2;

/**
 * Writes the embeddings of a data set's samples, in the order of their ordinals: {@code
 * embeddings.npy} with {@code ids.csv}, {@code parquet/}, and last {@code embeddings.json}.
 *
 * <p>Each task embeds a stretch of the samples and writes it to a staging file of its own; of these
 * the single files and the Parquet table are made. Embeddings never lie on the driver, which only
 * copies bytes from files to a file. The same data, model and settings give the same bytes of
 * {@code .npy} and ids and the same rows of the table, whatever the partitions and executors.
 */
public final class EmbedJob {
  private static final Logger LOG = LoggerFactory.getLogger(EmbedJob.class);

  /** Embeddings of one task, about: what is done again where a task fails. */
  private static final long PART_BYTES = 32L << 20;

  private final SparkSession spark;
  private final EmbedSettings settings;
  private final ExportedModel model;
  private final int parallel;

  /**
   * A model as an export needs it.
   *
   * @param embedding what it does with samples of the data set's shape
   * @param parametersSha256 tells which model it was
   */
  public record ExportedModel(SampleEmbedding embedding, String parametersSha256) {}

  /**
   * How a job ended.
   *
   * @param marker what the folder holds
   * @param thereAlready whether it held that before, so that nothing was written
   */
  public record Export(EmbeddingsMarker marker, boolean thereAlready) {}

  /** A job; nothing is read before {@link #run}. */
  public EmbedJob(SparkSession spark, EmbedSettings settings, ExportedModel model) {
    this(spark, settings, model, context(spark).defaultParallelism());
  }

  /**
   * A job in parts as a test wants them.
   *
   * @param parallel so many tasks at least, if there are as many mini-batches
   */
  EmbedJob(SparkSession spark, EmbedSettings settings, ExportedModel model, int parallel) {
    this.spark = spark;
    this.settings = settings;
    this.model = model;
    this.parallel = parallel;
  }

  /**
   * Runs the export, or finds it done: the same model, data, split, mini-batches and formats.
   *
   * @throws JobException exit code 20 when the output may not be written, 21 when the data set
   *     can't be read, the split is empty, a sample's id appears twice or its embedding is not
   *     finite, 30 when the output can't be written, 31 when another attempt has begun there
   *     meanwhile; no export is left then, or the older one as it was
   */
  public Export run() {
    try (ExportFolder folder = ExportFolder.claim(spark.sessionState().newHadoopConf(), settings)) {
      DatasetReader data = DatasetReader.open(spark, new Path(settings.data()));
      Dataset<Row> samples = samples(data);
      EmbeddingsMarker asked = marker(data, expected(data), 0, List.of());
      Optional<EmbeddingsMarker> there = folder.thereAlready(asked);
      if (there.isPresent()) {
        return new Export(there.get(), true);
      }
      checkIds(samples);
      OrdinalRanges ranges = ranges(data, samples);
      JavaPairRDD<Long, SampleNames> names = names(samples, ranges);
      List<Part> parts = embed(data, samples, ranges, names, folder.staging());
      // An earlier attempt that was taken for dead may have finished meanwhile.
      there = folder.thereAlready(asked);
      return there.isPresent()
          ? new Export(there.get(), true)
          : new Export(publish(folder, data, names, parts), false);
    } catch (Exception e) {
      // Spark's Scala methods throw checked exceptions that they don't declare.
      JobException end = JobException.of(e);
      throw end != null ? end : new IllegalStateException(e);
    }
  }

  private Dataset<Row> samples(DatasetReader data) {
    if (expected(data) == 0) {
      throw JobException.badData(
          "split %s of %s has no samples: must have at least one",
          settings.split(), settings.data());
    }
    return data.samples(settings.splits());
  }

  private long expected(DatasetReader data) {
    return settings.splits().stream().mapToLong(split -> data.contents(split).samples()).sum();
  }

  /** A name that two rows bear tells of neither. */
  private void checkIds(Dataset<Row> samples) {
    List<Row> repeated =
        samples
            .groupBy(SampleSchema.SAMPLE_ID)
            .count()
            .filter(col("count").gt(1))
            .orderBy(SampleSchema.SAMPLE_ID)
            .limit(1)
            .collectAsList();
    if (!repeated.isEmpty()) {
      Row row = repeated.get(0);
      throw JobException.badData(
          "%s: sample_id %s appears %d times: must be one sample's",
          settings.data(), row.getString(0), row.getLong(1));
    }
  }

  private OrdinalRanges ranges(DatasetReader data, Dataset<Row> samples) {
    long most = Math.max(1, PART_BYTES / Float.BYTES / model.embedding().dimension());
    OrdinalRanges ranges = OrdinalRanges.of(samples, settings.embedBatch(), parallel, most);
    if (ranges.rows() != expected(data)) {
      throw JobException.badData(
          "%s is damaged: the files of split %s hold %d samples, the manifest says %d",
          settings.data(), settings.split(), ranges.rows(), expected(data));
    }
    return ranges;
  }

  private static JavaPairRDD<Long, SampleNames> names(Dataset<Row> samples, OrdinalRanges ranges) {
    return samples
        .select(SampleSchema.ORDINAL, SampleNames.COLUMNS)
        .toJavaRDD()
        .map(SampleNames::of)
        .mapToPair(sample -> new Tuple2<>(sample.ordinal(), sample))
        .repartitionAndSortWithinPartitions(ranges);
  }

  private List<Part> embed(
      DatasetReader data,
      Dataset<Row> samples,
      OrdinalRanges ranges,
      JavaPairRDD<Long, SampleNames> names,
      Path staging) {
    LOG.info("embedding {} samples in {} parts", ranges.rows(), ranges.numPartitions());
    Embedder embedder = new Embedder(data.manifest().shape(), settings.embedBatch());
    return names
        .zipPartitions(
            embedder.embed(samples, "model", model.embedding(), ranges),
            new PartWriter(staging, spark.sessionState().newHadoopConf()))
        .collect();
  }

  private EmbeddingsMarker publish(
      ExportFolder folder,
      DatasetReader data,
      JavaPairRDD<Long, SampleNames> names,
      List<Part> parts)
      throws IOException {
    folder.makeRoom();
    List<ExportedFile> files = write(folder.path(), names, parts);
    EmbeddingsMarker marker = marker(data, rows(parts), zeros(parts), files);
    folder.publish(marker);
    return marker;
  }

  private List<ExportedFile> write(
      Path folder, JavaPairRDD<Long, SampleNames> names, List<Part> parts) throws IOException {
    List<ExportedFile> files = new ArrayList<>();
    int dimension = model.embedding().dimension();
    if (settings.format().npy()) {
      WholeFile whole = new WholeFile(spark.sessionState().newHadoopConf(), folder);
      byte[] header = NpyHeader.of(rows(parts), dimension);
      files.add(whole.write(ExportFolder.NPY, header, parts.stream().map(Part::vectors).toList()));
      byte[] columns =
          (String.join(",", SampleNames.COLUMNS) + "\n").getBytes(StandardCharsets.UTF_8);
      files.add(whole.write(ExportFolder.IDS, columns, parts.stream().map(Part::ids).toList()));
    }
    if (settings.format().parquet()) {
      files.addAll(new ParquetTable(spark, folder).write(names, parts, dimension));
    }
    return files;
  }

  private EmbeddingsMarker marker(
      DatasetReader data, long rows, long zeros, List<ExportedFile> files) {
    return new EmbeddingsMarker(
        EmbeddingsMarker.VERSION,
        model.parametersSha256(),
        data.manifest().datasetVersion(),
        settings.split(),
        settings.embedBatch(),
        model.embedding().dimension(),
        rows,
        zeros,
        files);
  }

  private static long zeros(List<Part> parts) {
    return parts.stream().mapToLong(Part::zeros).sum();
  }

  private static long rows(List<Part> parts) {
    return parts.stream().mapToLong(Part::rows).sum();
  }

  private static JavaSparkContext context(SparkSession spark) {
    return JavaSparkContext.fromSparkContext(spark.sparkContext());
  }
}
