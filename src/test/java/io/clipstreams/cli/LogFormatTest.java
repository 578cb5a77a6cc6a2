package io.clipstreams.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.OutputStreamAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.clipstreams.config.LogConfig;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class LogFormatTest {
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();

  @Test
  void jsonIsOneObjectALineWithItsFields() throws Exception {
    Logger log = logger(LogConfig.Format.JSON);
    log.atWarn()
        .addKeyValue("topic", "clip.images")
        .addKeyValue("partition", 3)
        .addKeyValue("offset", 41L)
        .addKeyValue("key", "a\n\"b\"")
        .setCause(new IllegalStateException("inner\nwords"))
        .log("it is\nbroken");
    log.info("second");
    String[] lines = written.toString(StandardCharsets.UTF_8).split("\n");
    assertThat(lines).hasSize(2);
    JsonNode first = new ObjectMapper().readTree(lines[0]);
    assertThat(first.get("topic").asText()).isEqualTo("clip.images");
    assertThat(first.get("partition").asInt()).isEqualTo(3);
    assertThat(first.get("offset").asLong()).isEqualTo(41);
    assertThat(first.get("key").asText()).isEqualTo("a\n\"b\"");
    assertThat(first.get("message").asText()).isEqualTo("it is\nbroken");
    assertThat(first.get("level").asText()).isEqualTo("WARN");
    assertThat(first.get("stack_trace").asText()).contains("IllegalStateException");
  }

  @Test
  void textStaysAsItIsConfigured() {
    logger(LogConfig.Format.TEXT).info("words");
    assertThat(written.toString(StandardCharsets.UTF_8)).isEqualTo("INFO words\n");
  }

  private Logger logger(LogConfig.Format format) {
    LoggerContext context = new LoggerContext();
    context.setMDCAdapter(new LogbackMDCAdapter());
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setPattern("%level %msg%n");
    encoder.start();
    OutputStreamAppender<ILoggingEvent> appender = new OutputStreamAppender<>();
    appender.setContext(context);
    appender.setEncoder(encoder);
    appender.setOutputStream(written);
    appender.start();
    context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).addAppender(appender);
    LogFormat.apply(format, context);
    return context.getLogger("test");
  }
}
