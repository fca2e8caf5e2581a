package org.histloss.dataprep;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;
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
import org.histloss.dataset.DatasetManifest.DataFile;
import org.histloss.dataset.DatasetReader;
import org.histloss.dataset.ExitCode;
import org.histloss.dataset.JobException;

/** What making a data set and adding to one have in common. */
record PrepareSteps(SparkSession spark, PrepareSettings settings) {
  private static final String SINGLES = "identities with one sample in ";
  private static final String EMPTY = "empty identities";
  private static final String LOST = "identities without a usable sample";

  /**
   * Runs the source and the decoders once; all that follows reads the staging files.
   *
   * @param output the data set's folder
   * @param staging a folder that is there
   * @return rows in columns of {@link DecodeStage#SCHEMA}
   */
  Dataset<Row> decode(Listing listing, Path output, Path staging) throws IOException {
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
    shared(output).requireVisible(parts.value(), SharedFolder.dataFiles(hadoop(), candidates));
    return StagedRows.read(spark, DecodeStage.SCHEMA, candidates);
  }

  /**
   * The files that were written.
   *
   * @param tables folders in {@code folder} that hold what was written
   * @param expected samples that should be there
   */
  List<DataFile> inventory(Path folder, List<String> tables, long expected) {
    List<DataFile> files = FileInventory.of(spark, folder, tables);
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

  /**
   * What the manifest notes.
   *
   * @param listed notes of the listing
   * @param rejected per reason: how many
   * @param lost identities without a usable sample; asked only where something was rejected
   */
  static Map<String, Long> notes(
      Map<String, Long> listed,
      IdentityTable identities,
      Map<String, Long> rejected,
      LongSupplier lost) {
    Map<String, Long> notes = new TreeMap<>(listed);
    DatasetReader.SPLITS.forEach(split -> notes.remove(SINGLES + split));
    identities.singles().forEach((split, count) -> notes.put(SINGLES + split, count));
    notes.put(PrepareReport.ONE_CAMERA, identities.oneCamera());
    notes.put(EMPTY, rejected.getOrDefault(RejectReason.EMPTY_IDENTITY.text(), 0L));
    notes.put(LOST, rejected.isEmpty() ? 0 : lost.getAsLong());
    notes.values().removeIf(count -> count == 0);
    return notes;
  }

  /** The session's Hadoop configuration. */
  Configuration hadoop() {
    return spark.sessionState().newHadoopConf();
  }

  /** How messages name the input. */
  String inputName() {
    String input = settings.source().input();
    return input == null ? "source = " + settings.source().name() : "input = " + input;
  }

  private SharedFolder shared(Path folder) {
    return new SharedFolder(settings.output(), folder, spark.sparkContext().master());
  }
}
