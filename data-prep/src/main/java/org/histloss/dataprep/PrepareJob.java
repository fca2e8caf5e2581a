package org.histloss.dataprep;

import java.io.IOException;
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
import org.apache.spark.util.LongAccumulator;
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
   * @throws JobException exit code 20 for an output that may not be written or that the driver and
   *     the executors don't share, 21 for an input that can't be used, 30 when a demo set can't be
   *     fetched or the output can't be written
   */
  public Result run() {
    Instant start = Instant.now();
    SampleSource source = Sources.of(settings);
    try (OutputFolder output = OutputFolder.claim(hadoop(), settings)) {
      Listing listing = source.list(spark);
      StagedRows rows = decode(listing, output);
      CodeRoom.checkIdentities(inputName(), rows.identities());
      IdentityTable identities =
          new IdentityTable(rows.groups(), new IdentitySplit(settings.split()));
      Dataset<Row> samples = rows.samples(identities);
      Dataset<Row> rejects = rows.rejects(identities, source.name());
      Outcome outcome = new Outcome(listing, rows, identities, StagedRows.countByReason(rejects));
      identities.requirePair(inputName(), outcome.rejected());
      output.makeRoom();
      List<DataFile> files = write(samples, rejects, outcome, output.path());
      DatasetManifest manifest = manifest(outcome, samples, files);
      output.publish(manifest);
      PrepareReport.log(LOG, output.path(), manifest);
      return new Result(output.path(), manifest, Duration.between(start, Instant.now()));
    } catch (Exception e) {
      // Spark's Scala methods throw checked exceptions that they don't declare.
      JobException end = JobException.of(e);
      throw end != null ? end : new IllegalStateException(e);
    }
  }

  /** What is known before anything but staging files is written. */
  private record Outcome(
      Listing listing, StagedRows rows, IdentityTable identities, Map<String, Long> rejected) {}

  /** Runs the source and the decoders once; all that follows reads the staging files. */
  private StagedRows decode(Listing listing, OutputFolder output) throws IOException {
    Path staging = output.staging();
    Path candidates = new Path(staging, "candidates");
    LongAccumulator parts = spark.sparkContext().longAccumulator("parts with candidates");
    DecodeStage stage =
        new DecodeStage(
            new SerializableConfiguration(hadoop()), settings.picture(), listing.pictures(), parts);
    try (TaskProgress progress = TaskProgress.of(spark, "decoding")) {
      listing
          .candidates()
          .mapPartitions(stage, Encoders.row(DecodeStage.SCHEMA))
          .write()
          .parquet(candidates.toString());
    }
    // Each part that has candidates made one file.
    shared(output.path())
        .requireVisible(parts.value(), SharedFolder.dataFiles(hadoop(), candidates));
    Dataset<Row> staged = StagedRows.read(spark, DecodeStage.SCHEMA, candidates);
    return new StagedRows(spark, staged, listing.pictures(), new Path(staging, "repeated"));
  }

  private SharedFolder shared(Path folder) {
    return new SharedFolder(settings.output(), folder, spark.sparkContext().master());
  }

  private List<DataFile> write(
      Dataset<Row> samples, Dataset<Row> rejects, Outcome outcome, Path folder) {
    SampleWriter.write(
        samples,
        outcome.identities().samples(),
        settings.source().name(),
        new Path(folder, OutputFolder.SAMPLES));
    if (!outcome.rejected().isEmpty()) {
      SampleWriter.writeRejects(rejects, new Path(folder, OutputFolder.REJECTS));
    }
    return inventory(folder, outcome.identities().samples());
  }

  private DatasetManifest manifest(Outcome outcome, Dataset<Row> samples, List<DataFile> files) {
    SampleShape shape =
        outcome.listing().pictures()
            ? settings.picture().shape()
            : new SampleShape(0, 0, 0, outcome.rows().dimension());
    return new DatasetManifest(
        SampleSchema.VERSION,
        Fingerprints.datasetVersion(samples, shape),
        null,
        shape,
        settings.split(),
        outcome.identities().contents(),
        outcome.rejected(),
        notes(outcome),
        Fingerprints.source(outcome.rows().all()),
        files);
  }

  private static Map<String, Long> notes(Outcome outcome) {
    Map<String, Long> notes = new TreeMap<>(outcome.listing().notes());
    outcome
        .identities()
        .singles()
        .forEach((split, count) -> notes.put("identities with one sample in " + split, count));
    notes.put(PrepareReport.ONE_CAMERA, outcome.identities().oneCamera());
    if (!outcome.rejected().isEmpty()) {
      long empty = outcome.rejected().getOrDefault(RejectReason.EMPTY_IDENTITY.text(), 0L);
      notes.put("empty identities", empty);
      notes.put("identities without a usable sample", outcome.rows().lostIdentities());
    }
    notes.values().removeIf(count -> count == 0);
    return notes;
  }

  private List<DataFile> inventory(Path folder, long expected) {
    List<DataFile> files = FileInventory.of(spark, folder);
    long found =
        files.stream()
            .filter(file -> file.table().equals(OutputFolder.SAMPLES))
            .mapToLong(DataFile::rows)
            .sum();
    shared(folder).requireVisible(expected, found);
    if (found != expected) {
      throw new JobException(
          ExitCode.BUG, found + " samples were written: " + expected + " were counted before");
    }
    return files;
  }

  private Configuration hadoop() {
    return spark.sessionState().newHadoopConf();
  }

  private String inputName() {
    String input = settings.source().input();
    return input == null ? "source = " + settings.source().name() : "input = " + input;
  }
}
