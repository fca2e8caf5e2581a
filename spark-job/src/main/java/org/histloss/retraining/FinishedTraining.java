package org.histloss.retraining;

import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.histloss.dataset.ExitCode;
import org.histloss.dataset.JobException;
import org.histloss.network.EmbeddingModel;
import org.histloss.training.RunFolder;
import org.histloss.training.RunStatus;
import org.histloss.training.TrainJob;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a training left that ended well before its retraining was killed. Hours of training are not
 * done again for an evaluation that takes minutes.
 */
final class FinishedTraining {
  private static final Logger LOG = LoggerFactory.getLogger(FinishedTraining.class);

  private FinishedTraining() {}

  /** Whether a run folder's status says that its training ended well. */
  static boolean ended(RunFolder folder) {
    RunStatus status = folder.status();
    return status != null && "done".equals(status.state());
  }

  /**
   * The result of the training that ended in a run folder, with the figures of that training.
   *
   * @param dataVersion {@code datasetVersion} that it is to be trained on
   * @return null where no training of these data has ended, or its model is not the one that its
   *     status names: then it is to be trained
   */
  static TrainJob.Result of(RunFolder folder, String dataVersion, Configuration hadoop) {
    if (!ended(folder) || !dataVersion.equals(folder.status().datasetVersion())) {
      return null;
    }
    RunStatus status = folder.status();
    String found = parameters(folder, hadoop);
    if (found == null || !found.equals(status.parametersSha256())) {
      LOG.warn("{}: is not the model that its run's status names; trained again", folder.model());
      return null;
    }
    LOG.info("{}: the training had ended, it is not done again", folder.model());
    Map<String, Double> figures = status.figures();
    return new TrainJob.Result(
        folder.model().toString(),
        found,
        figures.get("rounds").longValue(),
        figures.get("batches").longValue(),
        figures.get("seconds"),
        figures.get("samplesPerSecond"),
        status.warnings());
  }

  /** SHA-256 of the model's parameters, or null where it is missing or damaged. */
  private static String parameters(RunFolder folder, Configuration hadoop) {
    try {
      return EmbeddingModel.load(folder.model(), hadoop).parametersSha256();
    } catch (JobException e) {
      if (e.exitCode() != ExitCode.BAD_DATA) {
        throw e;
      }
      LOG.warn("{}", e.getMessage());
      return null;
    }
  }
}
