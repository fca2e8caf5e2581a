package org.histloss.evaluation.retrieval;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/**
 * Runs pieces of work on all processors. Each thread takes the next piece as it comes free: a
 * parallel stream deals them beforehand, in so few heaps on a small machine that one thread ends
 * with nothing to do.
 */
final class Concurrently {
  private Concurrently() {}

  /** One piece of work. */
  interface Piece<T> {
    T number(int piece);
  }

  /** What all pieces give, in their order. */
  static <T> List<T> all(int pieces, Piece<T> work) {
    int threads = Math.min(pieces, Runtime.getRuntime().availableProcessors());
    if (threads < 2) {
      return IntStream.range(0, pieces).mapToObj(work::number).toList();
    }
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Callable<T>> tasks =
          IntStream.range(0, pieces)
              .<Callable<T>>mapToObj(piece -> () -> work.number(piece))
              .toList();
      return pool.invokeAll(tasks).stream().map(Concurrently::value).toList();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while ranking", e);
    } finally {
      pool.shutdownNow();
    }
  }

  private static <T> T value(Future<T> done) {
    try {
      return done.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while ranking", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException mistake) {
        throw mistake;
      }
      throw new IllegalStateException(e.getCause());
    }
  }
}
