package io.clipstreams.cli;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.OutputStreamAppender;
import io.clipstreams.config.LogConfig;
import java.util.Iterator;
import net.logstash.logback.encoder.LogstashEncoder;
import org.slf4j.LoggerFactory;

/** Gives the log the configured form. */
final class LogFormat {
  private LogFormat() {}

  /** From now on, for the whole process. */
  static void apply(LogConfig.Format format) {
    apply(format, (LoggerContext) LoggerFactory.getILoggerFactory());
  }

  static void apply(LogConfig.Format format, LoggerContext context) {
    if (format == LogConfig.Format.TEXT) {
      // As logback.xml has it.
      return;
    }
    Iterator<Appender<ILoggingEvent>> appenders =
        context.getLogger(Logger.ROOT_LOGGER_NAME).iteratorForAppenders();
    while (appenders.hasNext()) {
      if (appenders.next() instanceof OutputStreamAppender<ILoggingEvent> appender) {
        LogstashEncoder json = new LogstashEncoder();
        json.setContext(context);
        json.setVersion(null);
        json.start();
        appender.setEncoder(json);
      }
    }
  }
}
