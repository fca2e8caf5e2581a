package org.histloss.retraining;

import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.histloss.evaluation.CompareJob.ComparisonDetail;
import org.histloss.evaluation.ComparisonResult;
import org.histloss.evaluation.EvaluationResult;
import org.histloss.evaluation.retrieval.RetrievalProtocol;
import org.histloss.export.EmbeddingsMarker;
import org.histloss.training.TrainJob;

/** The jobs that a retraining is made of, each of which is a command of its own. */
public interface Stages {
  /** Opens the session where a driver must have one, whatever becomes of the run. */
  void begin();

  /** The session that they run in; opened when it is first asked for, and closed by its owner. */
  SparkSession session();

  /** Ends what the session works at, if there is one; the stage then fails. */
  void cancel();

  /** Trains, or goes on with what was begun. */
  TrainJob.Result train(TrainJob.Request request);

  /**
   * Evaluates a model and writes its report, replacing one that lies there.
   *
   * @param model the model's folder
   * @param data the data set's folder
   * @param report folder of the report
   */
  EvaluationResult evaluate(Path model, String data, Path report);

  /**
   * Holds a model against another and writes the comparison, replacing one that lies there.
   *
   * @param reference the other
   * @param model the model
   * @param data the data set's folder
   * @param detail parts of the queries, and samples whose neighbours are followed
   * @param output folder of the comparison
   */
  ComparisonResult compare(
      Named reference, Named model, String data, ComparisonDetail detail, Path output);

  /**
   * Writes a model's embeddings of the evaluated split.
   *
   * @param model the model's folder
   * @param data the data set's folder
   * @param output folder of the embeddings
   */
  EmbeddingsMarker embed(Path model, String data, Path output);

  /** Who is compared with whom. */
  RetrievalProtocol protocol();

  /** A model folder under the name by which it is called. */
  record Named(String name, Path folder) {}
}
