package io.clipstreams.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clipstreams.CaptionEvent;
import io.clipstreams.Embedding;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.avro.generic.PrimitivesArrays;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class FrameRepeaterTest {
  private static final byte[] FRAME = {0, 0, 0, 0, 7};

  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicLong now = new AtomicLong();

  @BeforeAll
  static void trust() {
    TrustedRecords.allow();
  }

  @Test
  void theRegistrysSerializerIsAskedOnceAndItsFrameRepeated() {
    Serializer<Object> serializer = repeating(this::plain);
    for (int i = 0; i < 5; i++) {
      CaptionEvent event = new CaptionEvent("image-" + i, "täxt " + i, Map.of("key", "value"));
      assertThat(serializer.serialize("topic", event)).isEqualTo(avro(FRAME, event));
    }
    assertThat(asked).hasValue(1);
  }

  @Test
  void vectorsAreWrittenAsAvroWritesThem() {
    Serializer<Object> serializer = repeating(this::plain);
    for (int length : new int[] {0, 1, 2, 512}) {
      Embedding embedding = embedding(length);
      assertThat(serializer.serialize("topic", embedding)).isEqualTo(avro(FRAME, embedding));
    }
    assertThat(asked).hasValue(1);
  }

  @Test
  void eachTopicAndEachSchemaIsAskedFor() {
    Serializer<Object> serializer = repeating(this::plain);
    CaptionEvent event = new CaptionEvent("image", "text", Map.of());
    serializer.serialize("topic", event);
    serializer.serialize("other", event);
    serializer.serialize("topic", embedding(3));
    assertThat(asked).hasValue(3);
  }

  @Test
  void anAnswerHoldsForItsTime() {
    Serializer<Object> serializer = repeating(this::plain);
    CaptionEvent event = new CaptionEvent("image", "text", Map.of());
    serializer.serialize("topic", event);
    now.addAndGet(Duration.ofMinutes(59).toNanos());
    serializer.serialize("topic", event);
    assertThat(asked).hasValue(1);
    now.addAndGet(Duration.ofMinutes(1).toNanos());
    serializer.serialize("topic", event);
    serializer.serialize("topic", event);
    assertThat(asked).hasValue(2);
  }

  @Test
  void anotherEncodingIsLeftToTheRegistrysSerializer() {
    Serializer<Object> serializer =
        repeating(
            (topic, event) -> {
              byte[] bytes = plain(topic, event);
              bytes[bytes.length - 1] ^= 1;
              return bytes;
            });
    for (int i = 0; i < 3; i++) {
      CaptionEvent event = new CaptionEvent("image", "text " + i, Map.of());
      byte[] expected = avro(FRAME, event);
      expected[expected.length - 1] ^= 1;
      assertThat(serializer.serialize("topic", new RecordHeaders(), event)).isEqualTo(expected);
    }
    assertThat(asked).hasValue(3);
  }

  /** What was begun of a record that cannot be written is not before the next one. */
  @Test
  void aRecordThatFailsLeavesNothingBehind() {
    Serializer<Object> serializer = repeating(this::plain);
    CaptionEvent event = new CaptionEvent("image", "text", Map.of());
    serializer.serialize("topic", event);
    assertThatThrownBy(() -> serializer.serialize("topic", new CaptionEvent("i", null, Map.of())))
        .isInstanceOf(RuntimeException.class);
    assertThat(serializer.serialize("topic", event)).isEqualTo(avro(FRAME, event));
  }

  private Serializer<Object> repeating(Serializer<Object> registry) {
    return new FrameRepeater(registry, Duration.ofHours(1), now::get);
  }

  private byte[] plain(String topic, Object event) {
    asked.incrementAndGet();
    return avro(FRAME, (SpecificRecord) event);
  }

  private static Embedding embedding(int length) {
    PrimitivesArrays.FloatArray vector =
        new PrimitivesArrays.FloatArray(
            length, Embedding.getClassSchema().getField("vector").schema());
    for (int i = 0; i < length; i++) {
      vector.add(i, i == 1 ? Float.NaN : i / 3f - 1);
    }
    return new Embedding(vector, "model", "revision", true);
  }

  /** With Avro's own writer, which takes each number for an object. */
  private static byte[] avro(byte[] frame, SpecificRecord record) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(Arrays.copyOf(frame, frame.length));
    try {
      BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
      new SpecificDatumWriter<SpecificRecord>(
              record.getSchema(), SpecificData.getForSchema(record.getSchema()))
          .write(record, encoder);
      encoder.flush();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return out.toByteArray();
  }
}
