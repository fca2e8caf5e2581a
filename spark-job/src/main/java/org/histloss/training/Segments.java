package org.histloss.training;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.histloss.config.Settings;

/**
 * The segments of a run, one after the other. While one trains the next one's shuffle is prepared;
 * a finished one's disk space is given back.
 *
 * <p>Segment borders are multiples of {@link RoundPlan#roundsPerSegment} from the run's start,
 * wherever a resumed run begins.
 */
final class Segments implements Iterator<Segment>, AutoCloseable {
  private final Segment.Source source;
  private final long roundsPerSegment;
  private final ExecutorService background =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "next-segment");
            thread.setDaemon(true);
            return thread;
          });
  private Segment current;
  private Segment following;
  private CompletableFuture<Void> preparation = CompletableFuture.completedFuture(null);
  private long nextRound;

  Segments(Segment.Source source, Settings settings, long firstRound) {
    this.source = source;
    this.roundsPerSegment =
        source
            .plan()
            .roundsPerSegment(settings.data().segmentPartitions(), batchSize(settings.batch()));
    this.nextRound = firstRound;
  }

  private static long batchSize(Settings.Batch batch) {
    return switch (batch.sampler()) {
      case IDENTITIES -> (long) batch.identities() * batch.samplesPerIdentity();
      case PAPER -> batch.size();
    };
  }

  @Override
  public boolean hasNext() {
    return nextRound < source.plan().rounds();
  }

  @Override
  public Segment next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    preparation.join();
    if (current != null) {
      current.close();
    }
    current = following != null ? following : plan(nextRound);
    following = null;
    nextRound = current.endRound();
    if (hasNext()) {
      following = plan(nextRound);
      preparation = CompletableFuture.runAsync(following::prepare, background);
    }
    return current;
  }

  private Segment plan(long firstRound) {
    long border = (firstRound / roundsPerSegment + 1) * roundsPerSegment;
    return source.segment(firstRound, Math.min(border, source.plan().rounds()));
  }

  @Override
  public void close() {
    background.shutdownNow();
    if (current != null) {
      current.close();
    }
    if (following != null) {
      following.close();
    }
  }
}
