package org.histloss.dataprep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.histloss.dataprep.PrepareSettings.Picture;
import org.histloss.dataprep.PrepareSettings.Source;
import org.histloss.dataset.DatasetManifest;
import org.histloss.dataset.DatasetManifest.SplitRule;
import org.histloss.dataset.DatasetReader;
import org.histloss.dataset.ExitCode;
import org.histloss.dataset.JobException;
import org.histloss.dataset.LocalSpark;

/** Prepares small data sets and reads them back. */
final class Prepared {
  static final SplitRule HALVES = new SplitRule(0.5, 0, 0.5, 1);
  static final SplitRule ALL_TRAIN = new SplitRule(1, 0, 0, 1);
  static final Picture SMALL = new Picture(4, 6, 3);

  private static final SparkSession SPARK = LocalSpark.session();

  private final java.nio.file.Path folder;
  private final DatasetManifest manifest;
  private final long added;
  private final long known;

  private Prepared(java.nio.file.Path folder, PrepareJob.Result result) {
    this.folder = folder;
    this.manifest = result.manifest();
    this.added = result.added();
    this.known = result.known();
  }

  static Prepared of(String source, java.nio.file.Path input, java.nio.file.Path output) {
    return of(Source.of(source, input.toString()), ALL_TRAIN, output, false);
  }

  static Prepared of(Source source, SplitRule rule, java.nio.file.Path output, boolean overwrite) {
    return of(new PrepareSettings(source, SMALL, rule, output.toString(), overwrite));
  }

  static Prepared append(Source source, SplitRule rule, java.nio.file.Path output) {
    return of(
        new PrepareSettings(
            source, SMALL, rule, output.toString(), PrepareSettings.Existing.APPEND));
  }

  private static Prepared of(PrepareSettings settings) {
    PrepareJob.Result result = new PrepareJob(SPARK, settings).run();
    return new Prepared(java.nio.file.Path.of(settings.output()), result);
  }

  /** Runs a job that must end with {@code code}, and gives its message. */
  static String refused(ExitCode code, Runnable job) {
    JobException end = catchThrowableOfType(JobException.class, job::run);
    assertThat(end).as("the job must end with %s", code).isNotNull();
    assertThat(end.exitCode()).as(end.getMessage()).isEqualTo(code);
    assertThat(end.getMessage()).doesNotContain("\n");
    return end.getMessage();
  }

  DatasetManifest manifest() {
    return manifest;
  }

  /** "new samples, samples that were there". */
  String counted() {
    return added + " new, " + known + " known";
  }

  DatasetReader reader() {
    return DatasetReader.open(SPARK, new Path(folder.toString()));
  }

  /** All samples of all splits by ordinal. */
  List<Row> samples() {
    List<Row> rows = new ArrayList<>();
    for (String split : DatasetReader.SPLITS) {
      rows.addAll(samples(split));
    }
    rows.sort(Comparator.comparingLong(row -> row.getAs("ordinal")));
    return rows;
  }

  List<Row> samples(String split) {
    return reader().samples(split).orderBy("ordinal").collectAsList();
  }

  List<String> ids() {
    return samples().stream().map(row -> row.<String>getAs("sample_id")).toList();
  }

  /** "sample id: reason" of each reject. */
  List<String> rejects() {
    String[] files =
        manifest.files().stream()
            .filter(file -> file.table().equals("rejects"))
            .map(file -> folder.resolve(file.path()).toString())
            .toArray(String[]::new);
    if (files.length == 0) {
      return List.of();
    }
    return SPARK.read().option("__globPaths__", "false").parquet(files).collectAsList().stream()
        .map(row -> row.getAs("sample_id") + ": " + row.getAs("reason"))
        .sorted()
        .toList();
  }

  static void assertNothingAt(java.nio.file.Path output) {
    assertThat(output).doesNotExist();
  }

  static List<String> names(java.nio.file.Path folder) {
    try (Stream<java.nio.file.Path> list = Files.list(folder)) {
      return list.map(path -> path.getFileName().toString()).sorted().toList();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
