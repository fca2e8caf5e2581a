package org.histloss.cli;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A stream whose lines go to the log, for where standard error is to hold nothing else. */
final class LoggedLines extends OutputStream {
  private static final Logger LOG = LoggerFactory.getLogger("org.histloss.progress");

  private final ByteArrayOutputStream line = new ByteArrayOutputStream();

  @Override
  public synchronized void write(int b) {
    if (b != '\n') {
      line.write(b);
      return;
    }
    LOG.info("{}", line.toString(StandardCharsets.UTF_8).stripTrailing());
    line.reset();
  }
}
