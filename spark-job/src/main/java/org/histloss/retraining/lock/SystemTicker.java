package org.histloss.retraining.lock;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.histloss.dataset.ExitCode;
import org.histloss.dataset.JobException;

/** The machine's monotonic clock: setting the time of day doesn't move it. */
final class SystemTicker implements Ticker {
  @Override
  public long nanos() {
    return System.nanoTime();
  }

  @Override
  public void pause(Duration time) {
    long start = nanos();
    long rest = time.toNanos();
    // Parking may end early, for no reason.
    while (rest > 0) {
      LockSupport.parkNanos(this, rest);
      if (Thread.currentThread().isInterrupted()) {
        throw new JobException(ExitCode.INFRASTRUCTURE, "interrupted while it waited for the lock");
      }
      rest = time.toNanos() - (nanos() - start);
    }
  }
}
