package org.histloss.dataprep;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.histloss.dataprep.source.Listing;
import org.histloss.dataprep.source.RejectReason;
import org.histloss.dataprep.source.SampleSource;
import org.histloss.dataset.DatasetManifest;
import org.histloss.dataset.DatasetManifest.DataFile;
import org.histloss.dataset.DatasetManifest.SampleShape;
import org.histloss.dataset.DatasetManifest.SplitContents;
import org.histloss.dataset.DatasetReader;
import org.histloss.dataset.JobException;
import org.histloss.dataset.SampleSchema;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Adds to a data set what an input holds that it doesn't, or makes the data set where there is
 * none.
 *
 * <p>Codes and ordinals are dense in order of names, so that new samples change those of old ones:
 * all rows are written anew, to new files, and the old files stay until the version after next.
 * Adding in steps gives the samples, codes, ordinals and version that preparing everything at once
 * gives, but for one rule: an identity that the data set has keeps its split.
 */
final class AppendJob {
  private static final Logger LOG = LoggerFactory.getLogger(AppendJob.class);

  private final PrepareSteps steps;
  private final SparkSession spark;
  private final PrepareSettings settings;

  AppendJob(PrepareSteps steps) {
    this.steps = steps;
    this.spark = steps.spark();
    this.settings = steps.settings();
  }

  /**
   * Runs the job.
   *
   * @param start when it began
   * @throws JobException as {@link PrepareJob#run()} does; exit code 20 also for settings that
   *     contradict the data set, 30 also when another run changes the data set meanwhile
   */
  PrepareJob.Result run(Instant start) throws IOException {
    SampleSource source = Sources.of(settings);
    try (AppendFolder folder = AppendFolder.claim(steps.hadoop(), settings)) {
      AppendRules.check(settings, folder.parent());
      Listing listing = source.list(spark);
      AppendRules.checkKind(steps.inputName(), settings.output(), listing, folder.parent());
      try {
        Additions additions = additions(listing, source.name(), folder);
        DatasetManifest manifest =
            additions.none() ? folder.parent() : publish(listing, additions, folder);
        log(folder, additions);
        return new PrepareJob.Result(
            folder.path(),
            manifest,
            additions.samples(),
            additions.rows().known(),
            Duration.between(start, Instant.now()));
      } catch (Exception e) {
        if (folder.overtaken()) {
          throw folder.changed();
        }
        throw e;
      }
    }
  }

  /**
   * What an append adds.
   *
   * @param shape what one sample is
   * @param fresh the input's rows
   * @param rows those and the data set's
   * @param identities all of them
   * @param samples how many are new
   * @param rejects what is left out now
   */
  private record Additions(
      DatasetManifest parent,
      SampleShape shape,
      StagedRows fresh,
      StagedRows rows,
      IdentityTable identities,
      long samples,
      AppendRejects rejects) {
    boolean none() {
      return parent != null && samples == 0 && rejects.same();
    }
  }

  private Additions additions(Listing listing, String source, AppendFolder folder)
      throws IOException {
    DatasetManifest parent = folder.parent();
    Path staging = folder.staging();
    Dataset<Row> staged = steps.decode(listing, folder.path(), staging);
    SampleShape shape = parent != null ? parent.shape() : shape(listing, staged);
    StagedRows fresh =
        new StagedRows(spark, staged, shape.dimension(), source, new Path(staging, "repeated"));
    StagedRows rows =
        parent == null
            ? fresh
            : fresh.onto(
                PresentSamples.read(DatasetReader.open(spark, folder.path())),
                new Path(staging, "compared"));
    CodeRoom.checkIdentities(steps.inputName(), rows.identities());
    IdentityTable identities =
        new IdentityTable(rows.groups(), new IdentitySplit(settings.split()));
    Dataset<Row> rejects = rows.rejects(identities);
    long before = parent == null ? 0 : samples(parent);
    return new Additions(
        parent,
        shape,
        fresh,
        rows,
        identities,
        identities.samples() - before,
        parent == null
            ? AppendRejects.first(rejects)
            : AppendRejects.onto(
                DatasetReader.open(spark, folder.path()).rejects(), fresh.all(), rejects));
  }

  private SampleShape shape(Listing listing, Dataset<Row> staged) {
    return listing.pictures()
        ? settings.picture().shape()
        : new SampleShape(0, 0, 0, StagedRows.commonDimension(staged));
  }

  private static long samples(DatasetManifest manifest) {
    return manifest.splits().values().stream().mapToLong(SplitContents::samples).sum();
  }

  private DatasetManifest publish(Listing listing, Additions additions, AppendFolder folder) {
    DatasetManifest parent = additions.parent();
    IdentityTable identities = additions.identities();
    Map<String, Long> rejected = additions.rejects().counts();
    Dataset<Row> rejects = additions.rejects().all();
    Map<String, Long> listed = new TreeMap<>();
    if (parent != null) {
      listed.putAll(parent.notes());
    }
    listed.putAll(listing.notes());
    identities.requirePair(steps.inputName(), rejected);
    boolean grown = parent == null || additions.samples() > 0;
    Dataset<Row> samples = additions.rows().samples(identities);
    DatasetManifest next =
        new DatasetManifest(
            SampleSchema.VERSION,
            grown
                ? Fingerprints.datasetVersion(samples, additions.shape())
                : parent.datasetVersion(),
            parent == null ? null : grown ? parent.datasetVersion() : parent.parentVersion(),
            additions.shape(),
            settings.split(),
            identities.contents(),
            rejected,
            PrepareSteps.notes(
                listed, identities, rejected, () -> additions.rows().lostIdentities(rejects)),
            sourceFingerprint(additions),
            write(grown ? samples : null, rejected.isEmpty() ? null : rejects, additions, folder));
    folder.publish(next);
    return next;
  }

  private static String sourceFingerprint(Additions additions) {
    String own = Fingerprints.source(additions.fresh().all());
    DatasetManifest parent = additions.parent();
    return parent == null ? own : Fingerprints.sha256(parent.sourceFingerprint() + " " + own);
  }

  /** Writes what is not null; files of a table that doesn't change stay listed. */
  private List<DataFile> write(
      Dataset<Row> samples, Dataset<Row> rejects, Additions additions, AppendFolder folder) {
    List<DataFile> files = new ArrayList<>();
    List<String> tables = new ArrayList<>();
    long expected = 0;
    if (samples == null) {
      additions.parent().files().stream()
          .filter(file -> file.table().equals(OutputFolder.SAMPLES))
          .forEach(files::add);
    } else {
      expected = additions.identities().samples();
      tables.add(folder.table(OutputFolder.SAMPLES));
      SampleWriter.write(samples, expected, new Path(folder.path(), tables.get(0)));
    }
    if (rejects != null) {
      tables.add(folder.table(OutputFolder.REJECTS));
      SampleWriter.writeRejects(
          rejects, new Path(folder.path(), folder.table(OutputFolder.REJECTS)));
    }
    files.addAll(steps.inventory(folder.path(), tables, expected));
    return files;
  }

  private static void log(AppendFolder folder, Additions additions) {
    AppendRejects rejects = additions.rejects();
    LOG.info(
        "appended to {}: {} new samples, {} already there, {} newly rejected, {} no longer rejected",
        folder.path(),
        additions.samples(),
        additions.rows().known(),
        rejects.addedCounts().values().stream().mapToLong(Long::longValue).sum(),
        rejects.taken());
    String changed = RejectReason.CHANGED_SAMPLE.text();
    if (rejects.addedCounts().containsKey(changed)) {
      LOG.warn(
          "{} samples were rejected because the data set holds another under their id, such as {}",
          rejects.addedCounts().get(changed),
          String.join(", ", rejects.changed()));
    }
  }
}
