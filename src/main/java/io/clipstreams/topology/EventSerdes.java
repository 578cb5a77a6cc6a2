package io.clipstreams.topology;

import io.clipstreams.serde.EventReader;
import io.clipstreams.serde.EventWriter;

/** Makes readers and writers of the registry's records: one a processor, since none is shared. */
public interface EventSerdes {
  /** A new reader of one type of record. */
  <T> EventReader<T> reader(Class<T> type);

  /** A new writer. */
  EventWriter writer();
}
