package io.clipstreams.topology;

import io.clipstreams.failure.DeadLetterHeaders;
import io.clipstreams.failure.ProcessingException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes dead letters: the raw record as it came, and in headers what became of it and where it
 * was. Header names are those of KIP-1034, and two of our own.
 */
final class DeadLetters {
  private static final Logger LOG = LoggerFactory.getLogger(DeadLetters.class);
  private static final Pattern LINE_BREAKS = Pattern.compile("[\\p{Cntrl}\\u2028\\u2029]+");
  private static final int STACKTRACE_BYTES = 8 * 1024;
  private static final int MESSAGE_BYTES = 8 * 1024;

  /** Of a log line. */
  private static final int KEY_CHARACTERS = 256;

  private static final int MESSAGE_CHARACTERS = 2_048;

  private final String topic;
  private final OutputLimits limits;

  DeadLetters(String topic, OutputLimits limits) {
    this.topic = Objects.requireNonNull(topic, "topic");
    this.limits = Objects.requireNonNull(limits, "limits");
  }

  /** The dead letter of a record. */
  DeadLetter write(RawRecord record, ProcessingException failure) {
    log(record, failure);
    Headers headers = new RecordHeaders(record.headers());
    Throwable cause = failure.getCause() == null ? failure : failure.getCause();
    add(headers, DeadLetterHeaders.EXCEPTION, cause.getClass().getName());
    add(headers, DeadLetterHeaders.MESSAGE, cut(failure.getMessage(), MESSAGE_BYTES));
    add(headers, DeadLetterHeaders.STACKTRACE, cut(stackTrace(failure), STACKTRACE_BYTES));
    add(headers, DeadLetterHeaders.TOPIC, record.topic());
    add(headers, DeadLetterHeaders.PARTITION, Integer.toString(record.partition()));
    add(headers, DeadLetterHeaders.OFFSET, Long.toString(record.offset()));
    add(headers, DeadLetterHeaders.CODE, failure.code().name());
    add(headers, DeadLetterHeaders.STAGE, failure.code().stage());
    return new DeadLetter(new Emission.Publication(topic, fitting(record, headers)), headers);
  }

  /** One line, also where a key or a message has several. */
  private static void log(RawRecord record, ProcessingException failure) {
    String key =
        record
            .key()
            .map(bytes -> shown(new String(bytes, StandardCharsets.UTF_8), KEY_CHARACTERS))
            .orElse("none");
    LOG.atWarn()
        .addKeyValue("code", failure.code().name())
        .addKeyValue("stage", failure.code().stage())
        .addKeyValue("topic", record.topic())
        .addKeyValue("partition", record.partition())
        .addKeyValue("offset", record.offset())
        .addKeyValue("key", key)
        .log(
            "{} at topic {}, partition {}, offset {}, key {}: {}",
            failure.code(),
            record.topic(),
            record.partition(),
            record.offset(),
            oneLine(key),
            oneLine(shown(failure.getMessage(), MESSAGE_CHARACTERS)));
  }

  /** Whoever sends large keys must not fill the disk that logs are on. */
  private static String shown(String text, int characters) {
    return text.length() <= characters ? text : text.substring(0, characters) + "…";
  }

  private static String oneLine(String text) {
    return LINE_BREAKS.matcher(text).replaceAll(" ");
  }

  /** The value, unless the topic would not take it: then it is still where the headers say. */
  private Optional<byte[]> fitting(RawRecord record, Headers headers) {
    int valueBytes = record.value().map(value -> value.length).orElse(0);
    int keyBytes = record.key().map(key -> key.length).orElse(0);
    if (OutputLimits.size(keyBytes, valueBytes, headers) <= limits.of(topic)) {
      return record.value();
    }
    LOG.error(
        "The value of {} bytes at topic {}, partition {}, offset {} does not fit {}: its dead letter"
            + " has none; raise the topic's max.message.bytes above {}",
        valueBytes,
        record.topic(),
        record.partition(),
        record.offset(),
        topic,
        limits.of(topic));
    add(headers, DeadLetterHeaders.OMITTED, Integer.toString(valueBytes));
    return Optional.empty();
  }

  private static void add(Headers headers, String name, String value) {
    headers.remove(name);
    headers.add(name, value.getBytes(StandardCharsets.UTF_8));
  }

  private static String stackTrace(Throwable failure) {
    StringWriter trace = new StringWriter();
    failure.printStackTrace(new PrintWriter(trace, true));
    return trace.toString();
  }

  /** The longest beginning that takes so many bytes of UTF-8 at most. */
  private static String cut(String text, int bytes) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    if (utf8.length <= bytes) {
      return text;
    }
    int end = bytes;
    while (end > 0 && (utf8[end] & 0xC0) == 0x80) {
      end--;
    }
    return new String(Arrays.copyOf(utf8, end), StandardCharsets.UTF_8);
  }

  /**
   * A dead letter.
   *
   * @param publication the raw value, for the dead letters' topic
   * @param headers the record's own, and what became of it
   */
  record DeadLetter(Emission.Publication publication, Headers headers) {}
}
