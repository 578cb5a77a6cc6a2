package io.clipstreams.serde;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import org.apache.avro.Schema;
import org.apache.avro.generic.PrimitivesArrays;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.Encoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;

/** Writes the records of one schema in Avro's binary form. For one thread. */
final class RecordEncoder {
  private final Schema schema;
  private final UnboxedWriter writer;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);

  RecordEncoder(Schema schema) {
    this.schema = Objects.requireNonNull(schema, "schema");
    this.writer = new UnboxedWriter(schema);
  }

  Schema schema() {
    return schema;
  }

  /** The frame, and after it the record. */
  byte[] encode(byte[] frame, SpecificRecord record) {
    try {
      // A record that failed half-way left its beginning.
      encoder.flush();
      out.reset();
      out.writeBytes(frame);
      writer.write(record, encoder);
      encoder.flush();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return out.toByteArray();
  }

  /** Avro's own makes an object of each number of a primitive array. */
  private static final class UnboxedWriter extends SpecificDatumWriter<SpecificRecord> {
    UnboxedWriter(Schema schema) {
      super(schema, SpecificData.getForSchema(schema));
    }

    @Override
    protected void writeArray(Schema schema, Object datum, Encoder out) throws IOException {
      if (!(datum instanceof PrimitivesArrays.FloatArray floats)) {
        super.writeArray(schema, datum, out);
        return;
      }
      out.writeArrayStart();
      out.setItemCount(floats.size());
      for (int i = 0; i < floats.size(); i++) {
        out.startItem();
        out.writeFloat(floats.getFloat(i));
      }
      out.writeArrayEnd();
    }
  }
}
