package org.histloss.dataset;

import org.apache.spark.sql.SparkSession;

/** The one local Spark session of this module's tests. */
public final class LocalSpark {
  private LocalSpark() {}

  /** Two task slots, few shuffle partitions, no web page. */
  public static SparkSession session() {
    return SparkSession.builder()
        .master("local[2]")
        .appName("data-prep tests")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "3")
        .config("spark.sql.warehouse.dir", "target/spark-warehouse")
        .getOrCreate();
  }
}
