package org.histloss.dataset;

/** What a finished command tells the scheduler that started it. */
public enum ExitCode {
  /** Done (and promoted, for {@code retrain}). */
  DONE(0),
  /** Trained, but not promoted. */
  NOT_PROMOTED(10),
  /** Nothing new to train on. */
  NOTHING_NEW(11),
  /** Bad configuration or arguments: a person must change the command. */
  BAD_CONFIGURATION(20),
  /** Bad data: missing, truncated, of another version, or without two samples of any identity. */
  BAD_DATA(21),
  /** Infrastructure: a retry may help. */
  INFRASTRUCTURE(30),
  /** Another run holds the lock. */
  LOCKED(31),
  /** The training diverged. */
  DIVERGED(40),
  /** A bug in histloss. */
  BUG(70);

  private final int code;

  ExitCode(int code) {
    this.code = code;
  }

  /** The number given to the operating system. */
  public int code() {
    return code;
  }

  /** Whether somebody or a retry is needed; not promoted and nothing new are results like done. */
  public boolean failure() {
    return this != DONE && this != NOT_PROMOTED && this != NOTHING_NEW;
  }
}
