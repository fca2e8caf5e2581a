package org.histloss.cli;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.histloss.config.Settings;
import org.histloss.dataset.DatasetManifest.SampleShape;
import org.histloss.dataset.JobException;
import org.histloss.network.NativeBackend;
import org.histloss.training.ExecutorMemory;

/** Looks at the driver, then at the executors, and compares the two. */
final class Doctor {
  private final SparkSession spark;
  private final Settings settings;
  private final List<Finding> findings = new ArrayList<>();

  Doctor(SparkSession spark, Settings settings) {
    this.spark = spark;
    this.settings = settings;
  }

  /** Everything that was looked at, in the order of looking. */
  List<Finding> examine() {
    software();
    NativeBackend driver = NativeBackend.ofThisJvm();
    computing(driver);
    findings.addAll(MemoryLimits.ofThisJvm());
    findings.add(training());
    executors(driver);
    return findings;
  }

  private void software() {
    Runtime.Version java = Runtime.version();
    findings.add(
        Finding.expect(
            java.feature() == 17,
            "Java",
            java
                + ", "
                + System.getProperty("java.vm.name")
                + ", "
                + System.getProperty("java.home"),
            "histloss runs on JDK 17, set JAVA_HOME to one"));
    findings.add(
        Finding.fact(
            "Spark",
            "%s, Scala %s, master %s"
                .formatted(
                    spark.version(),
                    scala.util.Properties.versionNumberString(),
                    spark.sparkContext().master())));
  }

  private void computing(NativeBackend backend) {
    findings.add(Finding.fact("native library", backend.library()));
    findings.add(Finding.fact("BLAS", backend.blas()));
    findings.add(Finding.fact("instruction set", backend.instructionSet()));
    findings.add(
        Finding.expect(
            backend.oneDnn() || !NativeBackend.builtWithOneDnn(),
            "OneDNN",
            backend.oneDnn() ? "in use" : "not in use",
            "convolutions run several times slower, start with"
                + " -Dorg.eclipse.deeplearning4j.helpers.disable=false"));
    findings.add(
        Finding.fact(
            "OpenMP threads",
            backend.openMpThreads()
                + " (OMP_NUM_THREADS="
                + System.getenv("OMP_NUM_THREADS")
                + ")"));
    findings.add(
        Finding.expect(
            backend.maxPhysicalBytes() == 0,
            "native memory",
            backend.maxPhysicalBytes() == 0 ? "no limit" : backend.maxPhysicalBytes() + " bytes",
            "training slows down near it, start with -Dorg.bytedeco.javacpp.maxphysicalbytes=0"));
  }

  /** Whether a training by these settings fits into an executor. */
  private Finding training() {
    Settings.Image image = settings.image();
    SampleShape shape = new SampleShape(image.channels(), image.height(), image.width(), 0);
    SparkConf conf = spark.sparkContext().conf();
    ExecutorMemory needs = ExecutorMemory.of(conf, settings, shape);
    try {
      needs.check(conf);
      return Finding.fact("training needs", needs.toString());
    } catch (JobException refusal) {
      return Finding.expect(false, "training needs", needs.toString(), refusal.getMessage());
    }
  }

  /** Equal bits need equal backends everywhere. */
  private void executors(NativeBackend driver) {
    if (spark.sparkContext().isLocal()) {
      int slots = spark.sparkContext().defaultParallelism();
      findings.add(
          Finding.fact("executors", "none, tasks run in this process, " + slots + " at a time"));
      return;
    }
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    ExecutorSurvey.Seen seen = new ExecutorSurvey(context).run();
    findings.add(
        Finding.expect(
            seen.complete(),
            "executors",
            seen.count() + " answered",
            "see the cluster's own page why the others don't, or ask for fewer"));
    List<ExecutorSurvey.Answer> unlike = seen.unlike(driver);
    findings.add(
        Finding.expect(
            unlike.isEmpty(),
            "their backend",
            unlike.isEmpty() ? "computes like the driver's" : "differs from the driver's " + unlike,
            "give executors the driver's Java, jar, JVM options and OMP_NUM_THREADS"));
  }
}
