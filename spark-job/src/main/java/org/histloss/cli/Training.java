package org.histloss.cli;

import org.apache.spark.sql.SparkSession;
import org.histloss.config.Settings;
import org.histloss.evaluation.ValidationSplit;
import org.histloss.evaluation.embedding.ModelEmbedding;
import org.histloss.evaluation.retrieval.RetrievalMetrics;
import org.histloss.evaluation.retrieval.RetrievalProtocol;
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

  Validation validation(TrainJob.Request request) {
    Settings settings = request.settings();
    if (settings.training().periods().evaluationPeriod() == 0) {
      return null;
    }
    RetrievalProtocol protocol = Protocols.whileTraining(settings.evaluation());
    ValidationSplit split =
        ValidationSplit.open(spark, request.data(), protocol, settings.evaluation().embedBatch());
    return model -> scores(split.score(ModelEmbedding.of(model)), protocol);
  }

  private static Validation.Scores scores(
      RetrievalMetrics.Result result, RetrievalProtocol protocol) {
    return new Validation.Scores(
        result.recallAt(1), result.meanAveragePrecision(), protocol.name());
  }
}
