package org.histloss.training;

import org.apache.spark.sql.SparkSession;

/** Real Spark in this JVM. */
final class LocalSpark {
  private LocalSpark() {}

  static SparkSession open(String master) {
    return settings(master).getOrCreate();
  }

  /** What all sessions have in common. */
  static SparkSession.Builder settings(String master) {
    return SparkSession.builder()
        .master(master)
        .appName("training tests")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.broadcast.compress", "false");
  }
}
