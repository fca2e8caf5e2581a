package org.histloss.retraining.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.assertj.core.api.AbstractStringAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.histloss.dataset.ExitCode;
import org.histloss.dataset.JobException;

/** Ends that are expected, with their exit code and their one line. */
final class Refusals {
  private Refusals() {}

  static AbstractStringAssert<?> assertEnds(ExitCode code, ThrowingCallable work) {
    JobException end = catchThrowableOfType(JobException.class, work);
    assertThat(end).isNotNull();
    assertThat(end.exitCode()).as(end.getMessage()).isEqualTo(code);
    return assertThat(end.getMessage()).doesNotContain("\n");
  }

  static AbstractStringAssert<?> assertLocked(ThrowingCallable work) {
    return assertEnds(ExitCode.LOCKED, work);
  }
}
