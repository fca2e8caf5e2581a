package org.histloss.dataprep;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.histloss.dataprep.source.Listing;
import org.histloss.dataprep.source.SampleSource;
import org.histloss.dataset.DatasetManifest;
import org.histloss.dataset.DatasetManifest.DataFile;
import org.histloss.dataset.DatasetManifest.SampleShape;
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
  private final PrepareSteps steps;

  /** A job that has not begun. */
  public PrepareJob(SparkSession spark, PrepareSettings settings) {
    this.spark = spark;
    this.settings = settings;
    this.steps = new PrepareSteps(spark, settings);
  }

  /**
   * What was made.
   *
   * @param output the data set folder
   * @param manifest what it holds
   * @param added samples that the folder did not hold before
   * @param known samples of the input that it held already
   * @param duration from listing to publishing
   */
  public record Result(
      Path output, DatasetManifest manifest, long added, long known, Duration duration) {}

  /**
   * Runs the job.
   *
   * @throws JobException exit code 20 for an output that may not be written or that the driver and
   *     the executors don't share, 21 for an input that can't be used, 30 when a demo set can't be
   *     fetched or the output can't be written
   */
  public Result run() {
    Instant start = Instant.now();
    boolean append = settings.existing() == PrepareSettings.Existing.APPEND;
    try {
      Result result = append ? new AppendJob(steps).run(start) : prepare(start);
      PrepareReport.log(LOG, result.output(), result.manifest());
      return result;
    } catch (Exception e) {
      // Spark's Scala methods throw checked exceptions that they don't declare.
      JobException end = JobException.of(e);
      throw end != null ? end : new IllegalStateException(e);
    }
  }

  private Result prepare(Instant start) throws IOException {
    SampleSource source = Sources.of(settings);
    try (OutputFolder output = OutputFolder.claim(steps.hadoop(), settings)) {
      Listing listing = source.list(spark);
      Path staging = output.staging();
      Dataset<Row> staged = steps.decode(listing, output.path(), staging);
      int dimension = listing.pictures() ? 0 : StagedRows.commonDimension(staged);
      StagedRows rows =
          new StagedRows(spark, staged, dimension, source.name(), new Path(staging, "repeated"));
      CodeRoom.checkIdentities(steps.inputName(), rows.identities());
      IdentityTable identities =
          new IdentityTable(rows.groups(), new IdentitySplit(settings.split()));
      Dataset<Row> samples = rows.samples(identities);
      Dataset<Row> rejects = rows.rejects(identities);
      Outcome outcome =
          new Outcome(listing, dimension, rows, identities, StagedRows.countByReason(rejects));
      identities.requirePair(steps.inputName(), outcome.rejected());
      output.makeRoom();
      List<DataFile> files = write(samples, rejects, outcome, output.path());
      DatasetManifest manifest = manifest(outcome, samples, rejects, files);
      output.publish(manifest);
      long made = identities.samples();
      return new Result(output.path(), manifest, made, 0, Duration.between(start, Instant.now()));
    }
  }

  /** What is known before anything but staging files is written. */
  private record Outcome(
      Listing listing,
      int dimension,
      StagedRows rows,
      IdentityTable identities,
      Map<String, Long> rejected) {}

  private List<DataFile> write(
      Dataset<Row> samples, Dataset<Row> rejects, Outcome outcome, Path folder) {
    long expected = outcome.identities().samples();
    SampleWriter.write(samples, expected, new Path(folder, OutputFolder.SAMPLES));
    if (!outcome.rejected().isEmpty()) {
      SampleWriter.writeRejects(rejects, new Path(folder, OutputFolder.REJECTS));
    }
    return steps.inventory(folder, List.of(OutputFolder.SAMPLES, OutputFolder.REJECTS), expected);
  }

  private DatasetManifest manifest(
      Outcome outcome, Dataset<Row> samples, Dataset<Row> rejects, List<DataFile> files) {
    SampleShape shape =
        outcome.listing().pictures()
            ? settings.picture().shape()
            : new SampleShape(0, 0, 0, outcome.dimension());
    return new DatasetManifest(
        SampleSchema.VERSION,
        Fingerprints.datasetVersion(samples, shape),
        null,
        shape,
        settings.split(),
        outcome.identities().contents(),
        outcome.rejected(),
        PrepareSteps.notes(
            outcome.listing().notes(),
            outcome.identities(),
            outcome.rejected(),
            () -> outcome.rows().lostIdentities(rejects)),
        Fingerprints.source(outcome.rows().all()),
        files);
  }
}
