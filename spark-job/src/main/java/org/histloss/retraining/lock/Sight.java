package org.histloss.retraining.lock;

/**
 * The newest generation as it looked at one moment. Two sights of one holder are equal when it has
 * not moved in between: the content is compared as it is, so that a holder whose words can't be
 * read counts as alive too.
 *
 * @param number 0 where nobody has ever held the lock
 * @param content of the generation's file; empty while it is being created, and after its creator
 *     was killed meanwhile
 */
record Sight(long number, String content) {
  static final Sight NONE = new Sight(0, "");

  /** Whether the next generation may be taken without waiting. */
  boolean free() {
    return number == 0 || generation().released();
  }

  /** Whether somebody has moved since {@code before}, and holds the lock. */
  boolean livesSince(Sight before) {
    boolean moved = number > before.number || number == before.number && !equals(before);
    return moved && !content.isEmpty() && !free();
  }

  Generation generation() {
    return Generation.of(content);
  }
}
