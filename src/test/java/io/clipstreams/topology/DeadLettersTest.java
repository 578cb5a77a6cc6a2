package io.clipstreams.topology;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.clipstreams.failure.FailureCode;
import io.clipstreams.failure.ProcessingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What the log says of a record that gets a dead letter. */
class DeadLettersTest {
  private final Logger logger = (Logger) LoggerFactory.getLogger(DeadLetters.class);
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final DeadLetters letters =
      new DeadLetters("clip.dead-letters", OutputLimits.brokerDefaults());

  @BeforeEach
  void listen() {
    log.start();
    logger.addAppender(log);
    logger.setLevel(Level.WARN);
  }

  @AfterEach
  void stopListening() {
    logger.setLevel(null);
    logger.detachAppender(log);
  }

  private String lineOf(String key, String message) {
    RawRecord record =
        new RawRecord(
            "clip.images",
            3,
            41,
            Optional.of(key.getBytes(StandardCharsets.UTF_8)),
            Optional.of(new byte[10]),
            new RecordHeaders(),
            0);
    letters.write(record, new ProcessingException(FailureCode.DECODE_FAILED, message));
    assertThat(log.list).hasSize(1);
    return log.list.get(0).getFormattedMessage();
  }

  @Test
  void itIsOneLineThatSaysWhichRecordAndWhy() {
    assertThat(lineOf("a\nERROR forged", "cut\r\noff"))
        .isEqualTo(
            "DECODE_FAILED at topic clip.images, partition 3, offset 41, key a ERROR forged: cut off");
    assertThat(log.list.get(0).getKeyValuePairs())
        .extracting(pair -> pair.key + "=" + pair.value)
        .contains("topic=clip.images", "partition=3", "offset=41", "code=DECODE_FAILED");
  }

  @Test
  void largeKeysAndMessagesAreCut() {
    assertThat(lineOf("k".repeat(1 << 19), "m".repeat(1 << 20)))
        .contains("k".repeat(256) + "…", "m".repeat(2_048) + "…")
        .hasSizeLessThan(2_500);
    assertThat(log.list.get(0).getKeyValuePairs().toString()).hasSizeLessThan(500);
  }
}
