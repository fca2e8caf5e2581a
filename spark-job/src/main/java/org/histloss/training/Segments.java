package org.histloss.training;

import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The segments of a run, one after the other. While one trains the next one's shuffle is prepared;
 * a finished one's disk space is given back.
 */
final class Segments implements AutoCloseable {
  private final Segment.Source source;
  private final PeriodChoice choice;
  private final ExecutorService background =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "next-segment");
            thread.setDaemon(true);
            return thread;
          });
  private Stretch stretch;
  private Segment current;
  private Segment following;
  private CompletableFuture<Void> preparation = CompletableFuture.completedFuture(null);
  private long nextRound;

  /**
   * Segments from a round on.
   *
   * @param begin the stretch in which the run begins or goes on
   * @param firstRound of it that is still to be trained
   */
  Segments(Segment.Source source, PeriodChoice choice, Stretch begin, long firstRound) {
    this.source = source;
    this.choice = choice;
    this.stretch = begin;
    this.nextRound = firstRound;
  }

  /** Whether a segment is left. */
  boolean hasNext() {
    return current == null ? nextRound < stretch.plan().rounds() : !stretch.last();
  }

  /** The stretch of the segment that {@link #next} gave last. */
  Stretch stretch() {
    return stretch;
  }

  /**
   * The next segment; the one before is closed.
   *
   * @param divergence of the replicas at the last average, 0 before the first
   */
  Segment next(double divergence) {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    preparation.join();
    boolean begun = nextRound < stretch.endRound();
    if (current != null || !begun) {
      stretch = choice.after(stretch, divergence);
    }
    if (current != null) {
      current.close();
    }
    current = following != null ? following : source.segment(stretch, nextRound);
    nextRound = stretch.endRound();
    following = null;
    if (!stretch.last()) {
      prepareFollowing();
    }
    return current;
  }

  /** Its rounds are known already: they don't depend on what is measured from now on. */
  private void prepareFollowing() {
    Stretch next = choice.after(stretch, 0.0);
    following = source.segment(next, stretch.endRound());
    preparation = CompletableFuture.runAsync(following::prepare, background);
  }

  /**
   * Gives everything back, once the preparation under way has ended: Spark stops the whole session
   * when a task ends whose shuffle is no longer known.
   */
  @Override
  public void close() {
    background.shutdown();
    if (following != null) {
      following.cancelPreparation();
    }
    preparation.handle((done, failure) -> done).join();
    if (current != null) {
      current.close();
    }
    if (following != null) {
      following.close();
    }
  }
}
