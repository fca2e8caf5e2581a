package org.histloss.retraining;

import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.histloss.dataset.DatasetManifest;
import org.histloss.dataset.ExitCode;
import org.histloss.dataset.JobException;
import org.histloss.dataset.ManifestFile;
import org.histloss.evaluation.CompareJob.ComparisonDetail;
import org.histloss.evaluation.ComparisonResult;
import org.histloss.evaluation.EvaluationResult;
import org.histloss.evaluation.retrieval.RetrievalProtocol;
import org.histloss.export.EmbeddingsMarker;
import org.histloss.training.RunFolder;
import org.histloss.training.TrainJob;

/**
 * Stages that all see one version of the data set. Each opens it anew, and another version may be
 * published at any moment: figures of the one beside counts and identities of the other would
 * decide about the champion.
 *
 * <p>Each stage ends with exit code 30 where the data set changed, as the next run can train on
 * what came; before it begins, so that no hours are lost, and by what it read, as only that counts.
 *
 * @param stages that do the work
 * @param hadoop where the data set lies
 * @param folder the data set's
 * @param manifest of the version
 */
record SameData(Stages stages, Configuration hadoop, Path folder, DatasetManifest manifest)
    implements Stages {

  @Override
  public void begin() {
    stages.begin();
  }

  @Override
  public SparkSession session() {
    return stages.session();
  }

  @Override
  public void cancel() {
    stages.cancel();
  }

  @Override
  public TrainJob.Result train(TrainJob.Request request) {
    RunFolder run = new RunFolder(request.output(), hadoop);
    return same(() -> stages.train(request), result -> run.status().datasetVersion());
  }

  @Override
  public EvaluationResult evaluate(Path model, String data, Path report) {
    return same(
        () -> stages.evaluate(model, data, report), found -> found.manifest().datasetVersion());
  }

  @Override
  public ComparisonResult compare(
      Named reference, Named model, String data, ComparisonDetail detail, Path output) {
    return same(
        () -> stages.compare(reference, model, data, detail, output),
        found -> found.manifest().datasetVersion());
  }

  @Override
  public EmbeddingsMarker embed(Path model, String data, Path output) {
    return same(() -> stages.embed(model, data, output), EmbeddingsMarker::datasetVersion);
  }

  @Override
  public RetrievalProtocol protocol() {
    return stages.protocol();
  }

  private <T> T same(Supplier<T> stage, Function<T, String> read) {
    check(now());
    T made;
    try {
      made = stage.get();
    } catch (JobException e) {
      if (e.exitCode() == ExitCode.BAD_DATA) {
        // A file that is missing because it was replaced is nobody's damage.
        check(now());
      }
      throw e;
    }
    check(read.apply(made));
    return made;
  }

  private String now() {
    return ManifestFile.read(hadoop, folder).datasetVersion();
  }

  private void check(String found) {
    if (!manifest.datasetVersion().equals(found)) {
      throw new JobException(
          ExitCode.INFRASTRUCTURE,
          "the data set changed meanwhile: %s was version %s when the run began, now it is %s; the"
                  .formatted(folder, manifest.datasetVersion(), found)
              + " next run trains on that");
    }
  }
}
