package org.histloss.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.spark.SparkConf;
import org.histloss.config.Settings;
import org.histloss.config.SettingsReader;
import org.histloss.dataset.DatasetManifest.SampleShape;
import org.histloss.dataset.ExitCode;
import org.histloss.dataset.JobException;
import org.junit.jupiter.api.Test;

class ExecutorMemoryTest {
  private static final SampleShape DEMO = new SampleShape(3, 32, 32, 0);

  private static SparkConf conf(String master, String... more) {
    SparkConf conf = new SparkConf(false).set("spark.master", master);
    for (String pair : more) {
      conf.set(pair.split("=")[0], pair.split("=")[1]);
    }
    return conf;
  }

  private static ExecutorMemory needs(SparkConf conf, String... settings) {
    Settings read = SettingsReader.with(settings);
    return ExecutorMemory.of(conf, read, DEMO);
  }

  @Test
  void theDemoFitsIntoTheDefaultsOnYarn() {
    SparkConf yarn =
        conf("yarn", "spark.executor.memory=2g", "spark.executor.memoryOverhead=1536m");
    assertThatCode(() -> needs(yarn).check(yarn)).doesNotThrowAnyException();
  }

  @Test
  void moreSlotsLargerBatchesAndLargerNetworksNeedMore() {
    ExecutorMemory one = needs(conf("yarn"));
    ExecutorMemory four = needs(conf("yarn", "spark.executor.cores=4"));
    assertThat(four.slots()).isEqualTo(4);
    assertThat(four.offHeap()).isGreaterThan(one.offHeap());
    assertThat(four.heap()).isGreaterThan(one.heap());
    assertThat(needs(conf("yarn"), "batch.identities=256").offHeap()).isGreaterThan(one.offHeap());
    assertThat(needs(conf("yarn"), "network.channels=[64,128,256,512]").heap())
        .isGreaterThan(one.heap());
    assertThat(needs(conf("yarn", "spark.executor.cores=4", "spark.task.cpus=4")).slots())
        .isEqualTo(1);
  }

  @Test
  void onOneMachineTheDriverRunsTheTasks() {
    assertThat(needs(conf("local")).slots()).isEqualTo(1);
    assertThat(needs(conf("local[3]")).slots()).isEqualTo(3);
    assertThat(needs(conf("local[2,4]", "spark.executor.cores=8")).slots()).isEqualTo(2);
    assertThat(needs(conf("local[6]", "spark.task.cpus=2")).slots()).isEqualTo(3);
    assertThat(needs(conf("local[*]")).slots())
        .isEqualTo(Runtime.getRuntime().availableProcessors());
    assertThat(needs(conf("local")).toString()).endsWith(" for 1 task slot");
    assertThat(needs(conf("local[3]")).toString()).endsWith(" for 3 task slots");
  }

  @Test
  void whatCannotFitIsRefusedWithTheSettingToChange() {
    SparkConf yarn = conf("yarn", "spark.executor.memory=2g", "spark.executor.memoryOverhead=512");
    assertRefused(yarn, "spark.executor.memoryOverhead = 512 MB: must be at least ");
    SparkConf byFactor = conf("k8s://https://host", "spark.executor.memory=4g");
    assertRefused(byFactor, "spark.executor.memoryOverhead = 409 MB: must be at least ");
    SparkConf standalone = conf("spark://host:7077", "spark.executor.memory=300m");
    assertRefused(standalone, "spark.executor.memory = 300 MB: must be at least ");
  }

  private static void assertRefused(SparkConf conf, String message) {
    assertThatThrownBy(() -> needs(conf).check(conf))
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.BAD_CONFIGURATION))
        .hasMessageStartingWith(message);
  }

  @Test
  void nothingIsAskedOfExecutorsThatAreNotThere() {
    SparkConf local = conf("local[2]", "spark.executor.memory=1m");
    assertThatCode(() -> needs(local).check(local)).doesNotThrowAnyException();
    // A standalone Worker does not end a process that grows beside its heap.
    SparkConf standalone =
        conf("spark://host:7077", "spark.executor.memory=2g", "spark.executor.memoryOverhead=1");
    assertThatCode(() -> needs(standalone).check(standalone)).doesNotThrowAnyException();
  }
}
