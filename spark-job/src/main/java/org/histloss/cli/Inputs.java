package org.histloss.cli;

import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.histloss.dataset.JobException;
import org.histloss.dataset.ManifestFile;
import org.histloss.network.EmbeddingModel;

/**
 * Looks at what a command is to read, so that a mistyped folder is answered before Spark starts.
 *
 * <p>It looks from where the command's job runs and as that will, thus not in {@link
 * JobCommand#check()}: the machine that submits need not reach the folders.
 */
final class Inputs {
  private Inputs() {}

  /** As Spark would have it, {@code spark.hadoop.*} included; it needs no session. */
  static Configuration hadoop() {
    return SparkHadoopUtil.get().conf();
  }

  /**
   * Refuses a folder that is no data set.
   *
   * @throws JobException exit code 21
   */
  static void checkDataset(String folder) {
    ManifestFile.read(hadoop(), new Path(folder));
  }

  /**
   * Refuses folders that are no models, or a folder that is no data set.
   *
   * @throws JobException exit code 21
   */
  static void check(List<Path> models, String dataset) {
    models.forEach(model -> EmbeddingModel.describe(model, hadoop()));
    checkDataset(dataset);
  }
}
