package org.histloss.cli;

import java.io.StringWriter;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.WriterAppender;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.layout.PatternLayout;

/** What this process logs meanwhile, in as much detail as the log file of {@code bin/histloss}. */
final class CapturedLog implements AutoCloseable {
  private static final String NAME = "captured";

  private final StringWriter text = new StringWriter();
  private final LoggerContext context = (LoggerContext) LogManager.getContext(false);
  private final LoggerConfig ours = context.getConfiguration().getLoggerConfig("org.histloss");
  private final Level before = ours.getLevel();

  private CapturedLog() {}

  static CapturedLog start() {
    CapturedLog log = new CapturedLog();
    PatternLayout layout =
        PatternLayout.newBuilder().withPattern("%level %c: %m%n%throwable").build();
    WriterAppender appender =
        WriterAppender.newBuilder().setName(NAME).setTarget(log.text).setLayout(layout).build();
    appender.start();
    log.context.getConfiguration().getRootLogger().addAppender(appender, Level.ALL, null);
    log.ours.setLevel(Level.DEBUG);
    log.context.updateLoggers();
    return log;
  }

  String text() {
    return text.toString();
  }

  @Override
  public void close() {
    context.getConfiguration().getRootLogger().removeAppender(NAME);
    ours.setLevel(before);
    context.updateLoggers();
  }
}
