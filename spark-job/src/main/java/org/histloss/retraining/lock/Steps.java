package org.histloss.retraining.lock;

/**
 * What is to be done before each step of a takeover or a publication: where a process may sleep.
 */
interface Steps {
  /** The steps, in their order. */
  enum Step {
    /** A takeover creates its generation. */
    CREATE,
    /** A publication lays its file ready. */
    PREPARE,
    /** Either looks for later generations. */
    LOOK,
    /** A takeover withdraws what earlier generations laid ready. */
    WITHDRAW,
    /** A publication replaces or renames what is public. */
    REPLACE
  }

  void before(Step step);
}
