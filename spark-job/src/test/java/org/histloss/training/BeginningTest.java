package org.histloss.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.function.IntPredicate;
import org.apache.spark.sql.SparkSession;
import org.histloss.config.Settings;
import org.histloss.dataset.JobException;
import org.histloss.dataset.ManifestFile;
import org.histloss.network.EmbeddingModel;
import org.histloss.training.TrainJob.Beginning;
import org.histloss.training.TrainJob.Resume;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A training that begins from a model, and on some of the identities. */
class BeginningTest {
  private static final IntPredicate ALL = code -> true;

  @TempDir static Path folder;
  private static SparkSession spark;
  private static Path data;
  private static EmbeddingModel model;

  @BeforeAll
  static void trainAModel() {
    spark = LocalSpark.open("local[2]");
    data = TinyDataset.prepare(spark, folder, 20);
    TinyJob job = TinyJob.in(spark, data, folder.resolve("first"));
    job.train(TinyJob.settings(), Resume.AUTO);
    model = EmbeddingModel.load(job.folder().model(), job.hadoop());
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  private static EmbeddingModel train(String name, Beginning beginning, String... settings) {
    TinyJob job = TinyJob.in(spark, data, folder.resolve(name));
    TrainJob.Request request =
        new TrainJob.Request(
            data.toUri().toString(),
            job.output(),
            TinyJob.settings(settings),
            false,
            Resume.AUTO,
            beginning);
    new TrainJob(spark, request, new Progress(System.err, false)).run();
    return EmbeddingModel.load(job.folder().model(), job.hadoop());
  }

  @Test
  void aTinyStepFromAModelEndsBesideIt() {
    EmbeddingModel near =
        train("near", new Beginning(model, ALL), "training.steps=1", "training.learning-rate=1e-7");
    float[] before = model.parameters();
    float[] after = near.parameters();
    double moved = 0;
    double far = 0;
    float[] fresh = EmbeddingModel.untrained(model.description()).parameters();
    for (int i = 0; i < before.length; i++) {
      moved += Math.abs(after[i] - before[i]);
      far += Math.abs(fresh[i] - before[i]);
    }
    assertThat(moved / before.length).isCloseTo(0, within(1e-2));
    assertThat(moved).isLessThan(far / 2);
  }

  @Test
  void whatItBeginsFromDecidesWhereItEnds() {
    String warm = train("warm", new Beginning(model, ALL)).parametersSha256();

    assertThat(warm).isNotEqualTo(model.parametersSha256());
    assertThat(train("warm again", new Beginning(model, ALL)).parametersSha256()).isEqualTo(warm);
    assertThat(train("scratch", Beginning.FROM_SCRATCH).parametersSha256())
        .isEqualTo(model.parametersSha256());
  }

  @Test
  void onlyChosenIdentitiesTakePart() {
    int[] codes =
        ManifestFile.read(
                spark.sessionState().newHadoopConf(), new org.apache.hadoop.fs.Path(data.toUri()))
            .splits()
            .get("train")
            .codes();
    IntPredicate half = code -> code >= codes[codes.length / 2];

    assertThat(train("half", new Beginning(null, half)).parametersSha256())
        .isNotEqualTo(model.parametersSha256());
    assertThatThrownBy(() -> train("none", new Beginning(null, code -> false)))
        .isInstanceOf(JobException.class)
        .hasMessage("split train: none of the 0 chosen identities has two samples");
    assertThatThrownBy(() -> train("few", new Beginning(null, code -> code == codes[0])))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("batch.identities");
  }

  @Test
  void aNetworkOfOtherLayersIsNoBeginning() {
    Settings other = TinyJob.settings("network.channels=[4,8]");

    assertThat(Beginning.fits(model, TinyJob.settings(), model.description().shape())).isTrue();
    assertThat(Beginning.fits(model, other, model.description().shape())).isFalse();
    assertThatThrownBy(() -> train("other", new Beginning(model, ALL), "network.channels=[4,8]"))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("the model to begin with has other layers");
  }
}
