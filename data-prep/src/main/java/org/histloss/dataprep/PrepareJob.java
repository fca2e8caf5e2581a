package org.histloss.dataprep;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;
import org.histloss.dataprep.source.Listing;
import org.histloss.dataprep.source.RejectReason;
import org.histloss.dataprep.source.SampleSource;
import org.histloss.dataset.DatasetManifest;
import org.histloss.dataset.DatasetManifest.DataFile;
import org.histloss.dataset.DatasetManifest.SampleShape;
import org.histloss.dataset.ExitCode;
import org.histloss.dataset.JobException;
import org.histloss.dataset.SampleSchema;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Prepares a data set: lists a source, checks and decodes what it holds, deals identities to
 * splits, and writes samples, rejects and manifest.
 *
 * <p>What can't be used is counted, logged and kept in the rejects table; it never ends the job.
 */
public final class PrepareJob {
  private static final Logger LOG = LoggerFactory.getLogger(PrepareJob.class);

  private final SparkSession spark;
  private final PrepareSettings settings;

  /** A job that has not begun. */
  public PrepareJob(SparkSession spark, PrepareSettings settings) {
    this.spark = spark;
    this.settings = settings;
  }

  /**
   * What was made.
   *
   * @param output the data set folder
   * @param manifest what it holds
   * @param duration from listing to publishing
   */
  public record Result(Path output, DatasetManifest manifest, Duration duration) {}

  /**
   * Runs the job.
   *
   * @throws JobException exit code 20 for an output that may not be written, 21 for an input that
   *     can't be used, 30 when a demo set can't be fetched or the output can't be written
   */
  public Result run() {
    Instant start = Instant.now();
    Configuration conf = spark.sessionState().newHadoopConf();
    SampleSource source = Sources.of(settings);
    try (OutputFolder output = OutputFolder.claim(conf, settings.output(), settings.overwrite())) {
      Listing listing = source.list(spark);
      Dataset<Row> decoded = decode(listing, output.staging());
      StagedRows rows = new StagedRows(spark, decoded, listing.pictures());
      IdentityTable identities =
          new IdentityTable(rows.groups(), new IdentitySplit(settings.split()));
      Dataset<Row> rejects = rows.rejects(identities, source.name());
      Map<String, Long> rejected = StagedRows.countByReason(rejects);
      identities.requirePair(inputName(), total(rejected));
      output.makeRoom();
      write(rows, identities, rejects, rejected, output.path());
      DatasetManifest manifest =
          manifest(
              listing, rows, identities, rejected, Fingerprints.source(decoded), output.path());
      output.publish(manifest);
      PrepareReport.log(LOG, output.path(), manifest);
      return new Result(output.path(), manifest, Duration.between(start, Instant.now()));
    }
  }

  /** Runs the source and the decoders once; all that follows reads the staging files. */
  private Dataset<Row> decode(Listing listing, Path staging) {
    Configuration conf = spark.sessionState().newHadoopConf();
    DecodeStage stage = new DecodeStage(new SerializableConfiguration(conf), settings.picture());
    listing
        .candidates()
        .mapPartitions(stage, Encoders.row(DecodeStage.SCHEMA))
        .write()
        .parquet(staging.toString());
    return spark.read().schema(DecodeStage.SCHEMA).parquet(staging.toString());
  }

  private void write(
      StagedRows rows,
      IdentityTable identities,
      Dataset<Row> rejects,
      Map<String, Long> rejected,
      Path folder) {
    SampleWriter.write(
        rows.samples(identities),
        identities.samples(),
        settings.source().name(),
        new Path(folder, OutputFolder.SAMPLES));
    if (!rejected.isEmpty()) {
      SampleWriter.writeRejects(rejects, new Path(folder, OutputFolder.REJECTS));
    }
  }

  private DatasetManifest manifest(
      Listing listing,
      StagedRows rows,
      IdentityTable identities,
      Map<String, Long> rejected,
      String sourceFingerprint,
      Path folder) {
    List<DataFile> files = FileInventory.of(spark, folder);
    checkRows(files, identities.samples());
    return new DatasetManifest(
        SampleSchema.VERSION,
        Fingerprints.datasetVersion(files),
        null,
        listing.pictures()
            ? settings.picture().shape()
            : new SampleShape(0, 0, 0, rows.dimension()),
        settings.split(),
        identities.contents(),
        rejected,
        notes(listing, identities, rejected),
        sourceFingerprint,
        files);
  }

  private static Map<String, Long> notes(
      Listing listing, IdentityTable identities, Map<String, Long> rejected) {
    Map<String, Long> notes = new TreeMap<>(listing.notes());
    identities
        .singles()
        .forEach((split, count) -> notes.put("identities with one sample in " + split, count));
    String empty = RejectReason.EMPTY_IDENTITY.text();
    if (rejected.containsKey(empty)) {
      notes.put("empty identities", rejected.get(empty));
    }
    return notes;
  }

  private static void checkRows(List<DataFile> files, long expected) {
    long found =
        files.stream()
            .filter(file -> file.table().equals(OutputFolder.SAMPLES))
            .mapToLong(DataFile::rows)
            .sum();
    if (found != expected) {
      throw new JobException(
          ExitCode.BUG, found + " samples were written: " + expected + " were counted before");
    }
  }

  private String inputName() {
    String input = settings.source().input();
    return input == null ? "source = " + settings.source().name() : "input = " + input;
  }

  private static long total(Map<String, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }
}
