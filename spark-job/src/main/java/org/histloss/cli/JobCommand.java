package org.histloss.cli;

import java.util.concurrent.Callable;

/** One command: checks its arguments without Spark, then runs one job and returns its exit code. */
interface JobCommand extends Callable<Integer> {

  /** Refuses what is wrong with the arguments and settings, by a JobException. */
  void check();
}
