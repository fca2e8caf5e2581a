package org.histloss.cli;

import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;

/** A session that is opened when it is first needed, as many a command ends before that. */
final class LateSession implements Supplier<SparkSession>, AutoCloseable {
  private final String command;
  private SparkSession opened;

  private LateSession(String command) {
    this.command = command;
  }

  /**
   * A session for one command. Where the cluster runs the driver it is opened at once: a driver
   * that ends without one is taken for one that never started.
   */
  static LateSession of(String command) {
    LateSession session = new LateSession(command);
    if (Ending.driverRunsOnCluster()) {
      session.get();
    }
    return session;
  }

  @Override
  public SparkSession get() {
    if (opened == null) {
      opened = Sessions.open(command);
    }
    return opened;
  }

  @Override
  public void close() {
    if (opened != null) {
      opened.close();
    }
  }
}
