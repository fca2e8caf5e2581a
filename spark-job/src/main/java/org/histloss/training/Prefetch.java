package org.histloss.training;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.nd4j.linalg.dataset.DataSet;

/**
 * Assembles the next mini-batch on a thread of its own while the last one is trained on. The order
 * stays; an exception of the source comes out of {@link #next} or {@link #hasNext}.
 */
final class Prefetch implements Iterator<DataSet>, AutoCloseable {
  private final Iterator<DataSet> source;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread prefetch = new Thread(task, "next-batch");
            prefetch.setDaemon(true);
            return prefetch;
          });
  private final AtomicLong assembleNanos = new AtomicLong();
  private long waitNanos;
  private CompletableFuture<DataSet> coming;

  Prefetch(Iterator<DataSet> source) {
    this.source = source;
    this.coming = fetch();
  }

  private CompletableFuture<DataSet> fetch() {
    return CompletableFuture.supplyAsync(
        () -> {
          Stopwatch watch = new Stopwatch();
          DataSet batch = source.hasNext() ? source.next() : null;
          assembleNanos.addAndGet(watch.lapNanos());
          return batch;
        },
        thread);
  }

  private DataSet awaited() {
    Stopwatch watch = new Stopwatch();
    try {
      return coming.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    } finally {
      waitNanos += watch.lapNanos();
    }
  }

  @Override
  public boolean hasNext() {
    return awaited() != null;
  }

  @Override
  public DataSet next() {
    DataSet batch = awaited();
    if (batch == null) {
      throw new NoSuchElementException();
    }
    coming = fetch();
    return batch;
  }

  /** Milliseconds spent decoding and augmenting so far, most of them beside the training. */
  long assembleMillis() {
    return Math.round(assembleNanos.get() / 1e6);
  }

  /** Milliseconds for which training had to wait for a mini-batch. */
  long waitMillis() {
    return Math.round(waitNanos / 1e6);
  }

  @Override
  public void close() {
    coming.exceptionally(failure -> null).join();
    thread.shutdown();
  }
}
