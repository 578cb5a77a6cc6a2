package io.clipstreams.serde;

import io.apicurio.registry.serde.avro.DefaultAvroDatumProvider;
import org.apache.avro.Schema;
import org.apache.avro.io.DatumReader;

/**
 * Apicurio's own readers, of which the last is remembered with its schema. Apicurio finds a reader
 * by the fingerprint of the whole schema, computed anew for each record, which takes longer than to
 * read it; the records of a topic have one schema after the other, each the same object.
 *
 * @param <T> the records' type
 */
public final class RememberedReaders<T> extends DefaultAvroDatumProvider<T> {
  private volatile Remembered<T> last = new Remembered<>(null, null);

  private record Remembered<T>(Schema schema, DatumReader<T> reader) {
    @SuppressWarnings("ReferenceEquality") // to compare schemas would take long, too
    boolean isOf(Schema other) {
      return schema == other;
    }
  }

  @Override
  public DatumReader<T> createDatumReader(Schema schema) {
    Remembered<T> found = last;
    if (!found.isOf(schema)) {
      found = new Remembered<>(schema, super.createDatumReader(schema));
      last = found;
    }
    return found.reader();
  }
}
