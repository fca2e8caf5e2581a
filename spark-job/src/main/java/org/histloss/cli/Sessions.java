package org.histloss.cli;

import org.apache.spark.SparkConf;
import org.apache.spark.serializer.JavaSerializer;
import org.apache.spark.sql.SparkSession;

/** Where every command gets its Spark session from. */
final class Sessions {
  private Sessions() {}

  /**
   * Opens a session for one command, with what {@code spark-submit} was given and these defaults.
   *
   * <p>Arrays travel by Java serialisation (Kryo would need ND4J's registrator and gains nothing
   * here) and uncompressed, as parameters and stored pictures hardly shrink. One machine needs no
   * web page. Replicas of up to 32 MB come back with the word that a task has ended, instead of by
   * a request of their own.
   */
  static SparkSession open(String command) {
    SparkConf conf = new SparkConf();
    conf.setIfMissing("spark.master", "local[*]");
    conf.setIfMissing("spark.app.name", "histloss " + command);
    conf.set("spark.serializer", JavaSerializer.class.getName());
    conf.setIfMissing("spark.broadcast.compress", "false");
    conf.setIfMissing("spark.shuffle.compress", "false");
    conf.setIfMissing("spark.task.maxDirectResultSize", "32m");
    conf.setIfMissing("spark.ui.showConsoleProgress", "false");
    conf.setIfMissing("spark.ui.enabled", String.valueOf(!isLocal(conf)));
    return SparkSession.builder().config(conf).getOrCreate();
  }

  private static boolean isLocal(SparkConf conf) {
    return conf.get("spark.master").startsWith("local");
  }
}
