package io.clipstreams.index;

import io.clipstreams.EnrichedCaption;
import io.clipstreams.EnrichedImage;
import io.clipstreams.MismatchAlert;
import io.clipstreams.serde.TrustedRecords;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.lucene.util.BytesRef;

/**
 * Records in Avro's binary form, without schema: an index holds records of {@link #schemas()} only.
 */
final class StoredRecord {
  static {
    TrustedRecords.allow();
  }

  private StoredRecord() {}

  /** Tells the schemas of this version from those of others. */
  static String schemas() {
    StringBuilder fingerprints = new StringBuilder();
    for (Schema schema :
        List.of(
            EnrichedImage.getClassSchema(),
            EnrichedCaption.getClassSchema(),
            MismatchAlert.getClassSchema())) {
      fingerprints.append("%016x".formatted(SchemaNormalization.parsingFingerprint64(schema)));
    }
    return fingerprints.toString();
  }

  static byte[] write(SpecificRecordBase record) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(4096);
    BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
    try {
      new SpecificDatumWriter<SpecificRecordBase>(record.getSchema(), record.getSpecificData())
          .write(record, encoder);
      encoder.flush();
    } catch (IOException e) {
      throw new IllegalStateException("memory can always be written", e);
    }
    return out.toByteArray();
  }

  static <T extends SpecificRecordBase> T read(Class<T> type, BytesRef bytes) {
    SpecificData data = SpecificData.getForClass(type);
    Schema schema = data.getSchema(type);
    try {
      return new SpecificDatumReader<T>(schema, schema, data)
          .read(
              null,
              DecoderFactory.get().binaryDecoder(bytes.bytes, bytes.offset, bytes.length, null));
    } catch (IOException e) {
      throw new IndexException("a record of the index cannot be read", e);
    }
  }
}
