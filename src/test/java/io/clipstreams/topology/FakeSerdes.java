package io.clipstreams.topology;

import io.clipstreams.CaptionEvent;
import io.clipstreams.DetectionRequest;
import io.clipstreams.DetectionResult;
import io.clipstreams.EnrichedCaption;
import io.clipstreams.EnrichedImage;
import io.clipstreams.ImageEvent;
import io.clipstreams.LabelSet;
import io.clipstreams.MismatchAlert;
import io.clipstreams.serde.EventReader;
import io.clipstreams.serde.EventWriter;
import io.clipstreams.serde.RegistryPatience;
import io.clipstreams.serde.TrustedRecords;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;

/** Confluent's wire format without a registry: the id of a schema is its place in a list. */
final class FakeSerdes implements EventSerdes {
  private static final List<Schema> SCHEMAS =
      List.of(
          ImageEvent.getClassSchema(),
          CaptionEvent.getClassSchema(),
          LabelSet.getClassSchema(),
          EnrichedImage.getClassSchema(),
          EnrichedCaption.getClassSchema(),
          MismatchAlert.getClassSchema(),
          DetectionRequest.getClassSchema(),
          DetectionResult.getClassSchema());

  private final RegistryPatience patience =
      new RegistryPatience(failure -> false, Duration.ofMillis(1));

  FakeSerdes() {
    TrustedRecords.allow();
  }

  @Override
  public <T> EventReader<T> reader(Class<T> type) {
    return new EventReader<>(type, deserializer(), patience);
  }

  @Override
  public EventWriter writer() {
    return new EventWriter(serializer(), patience);
  }

  static Serializer<Object> serializer() {
    return (topic, value) -> value == null ? null : write((SpecificRecord) value);
  }

  static Deserializer<Object> deserializer() {
    return (topic, bytes) -> bytes == null ? null : read(bytes);
  }

  private static byte[] write(SpecificRecord record) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(0);
    int id = SCHEMAS.indexOf(record.getSchema());
    out.writeBytes(ByteBuffer.allocate(4).putInt(id).array());
    try {
      BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
      new SpecificDatumWriter<>(record.getSchema(), ((SpecificRecordBase) record).getSpecificData())
          .write(record, encoder);
      encoder.flush();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    return out.toByteArray();
  }

  private static Object read(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    if (bytes.length < 5 || buffer.get() != 0) {
      throw new SerializationException("unknown magic byte");
    }
    int id = buffer.getInt();
    if (id < 0 || id >= SCHEMAS.size()) {
      throw new SerializationException("unknown schema id " + id);
    }
    Schema schema = SCHEMAS.get(id);
    try {
      return new SpecificDatumReader<>(schema, schema, SpecificData.getForSchema(schema))
          .read(null, DecoderFactory.get().binaryDecoder(bytes, 5, bytes.length - 5, null));
    } catch (IOException failure) {
      throw new SerializationException("cannot be read", failure);
    }
  }
}
