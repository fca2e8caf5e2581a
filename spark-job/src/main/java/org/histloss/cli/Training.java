package org.histloss.cli;

import org.apache.spark.sql.SparkSession;
import org.histloss.config.Settings;
import org.histloss.evaluation.ValidationSplit;
import org.histloss.evaluation.embedding.ModelEmbedding;
import org.histloss.evaluation.retrieval.RetrievalMetrics;
import org.histloss.training.TrainJob;
import org.histloss.training.Validation;

/** Trains and scores on the way: what {@code train} and {@code demo} share. */
final class Training {
  private final SparkSession spark;

  Training(SparkSession spark) {
    this.spark = spark;
  }

  TrainJob.Result run(TrainJob.Request request) {
    return new TrainJob(spark, request, Terminal.progress(), validation(request)).run();
  }

  private Validation validation(TrainJob.Request request) {
    Settings settings = request.settings();
    if (settings.training().periods().evaluationPeriod() == 0) {
      return null;
    }
    ValidationSplit split =
        ValidationSplit.open(
            spark,
            request.data(),
            Protocols.whileTraining(settings.evaluation()),
            settings.evaluation().embedBatch());
    return model -> scores(split.score(ModelEmbedding.of(model)));
  }

  private static Validation.Scores scores(RetrievalMetrics.Result result) {
    return new Validation.Scores(result.recallAt(1), result.meanAveragePrecision());
  }
}
