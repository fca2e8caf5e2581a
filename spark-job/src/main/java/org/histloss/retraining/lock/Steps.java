package org.histloss.retraining.lock;

/** What is to be done before each step of a takeover or a promotion: where a process may sleep. */
interface Steps {
  /** The steps, in their order. */
  enum Step {
    /** A takeover creates its generation. */
    CREATE,
    /** A promotion lays the pointer ready. */
    PREPARE,
    /** Either looks for later generations. */
    LOOK,
    /** A takeover withdraws what earlier generations laid ready. */
    WITHDRAW,
    /** A promotion replaces the pointer. */
    REPLACE
  }

  void before(Step step);
}
