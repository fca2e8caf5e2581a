package org.histloss.training;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.histloss.config.Settings;
import org.histloss.config.SettingsReader;
import org.histloss.training.TrainJob.Resume;

/**
 * A small training job of ten rounds with a checkpoint after each.
 *
 * @param spark the session
 * @param data set
 * @param output the run folder
 */
record TinyJob(SparkSession spark, Path data, String output) {
  static Settings settings(String... more) {
    List<String> pairs =
        new ArrayList<>(
            List.of(
                "image.height=" + TinyDataset.SIDE,
                "image.width=" + TinyDataset.SIDE,
                "batch.identities=4",
                "batch.samples-per-identity=3",
                "network.channels=[4,6]",
                "network.embedding-dimension=8",
                "loss.bins=20",
                "training.steps=20",
                "training.averaging-period=1",
                "training.checkpoint-period=1",
                "data.segment-partitions=8"));
    pairs.addAll(List.of(more));
    return SettingsReader.with(pairs.toArray(String[]::new));
  }

  /** Where a job in a local folder writes. */
  static TinyJob in(SparkSession spark, Path data, Path output) {
    return new TinyJob(spark, data, output.toUri().toString());
  }

  TrainJob.Result train(Settings settings, Resume resume) {
    return train(settings, resume, null);
  }

  TrainJob.Result train(Settings settings, Resume resume, Validation validation) {
    return train(settings, resume, validation, Integer.MAX_VALUE);
  }

  /** Trains, and breaks off when so many rounds are shown and another is to be. */
  TrainJob.Result train(Settings settings, Resume resume, Validation validation, int rounds) {
    boolean overwrite = resume == Resume.NEVER;
    TrainJob.Request request =
        new TrainJob.Request(data.toUri().toString(), output, settings, overwrite, resume);
    PrintStream out = new PrintStream(breaking(rounds), true, StandardCharsets.UTF_8);
    return new TrainJob(spark, request, new Progress(out, true), validation).run();
  }

  private static OutputStream breaking(int rounds) {
    return new OutputStream() {
      private int writes;

      @Override
      public void write(int b) {}

      @Override
      public void write(byte[] bytes, int from, int length) {
        if (length > 1 && ++writes > rounds) {
          throw new IllegalStateException("the terminal went away");
        }
      }
    };
  }

  RunFolder folder() {
    return new RunFolder(output, hadoop());
  }

  RunStatus status() {
    return folder().status();
  }

  Configuration hadoop() {
    return spark.sessionState().newHadoopConf();
  }
}
