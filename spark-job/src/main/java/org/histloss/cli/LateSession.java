package org.histloss.cli;

import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;

/** A session that is opened when it is first needed, as many a command ends before that. */
final class LateSession implements Supplier<SparkSession>, AutoCloseable {
  private final String command;
  private SparkSession opened;

  /** A session for one command. */
  LateSession(String command) {
    this.command = command;
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
