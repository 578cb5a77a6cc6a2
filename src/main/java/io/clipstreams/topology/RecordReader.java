package io.clipstreams.topology;

import io.clipstreams.failure.ProcessingException;
import java.util.OptionalLong;

/**
 * Gives the intake its records, read.
 *
 * @param <T> a record, read
 */
interface RecordReader<T> {
  /**
   * Reads a record whose turn it is.
   *
   * @throws ProcessingException if it cannot be read
   */
  T read(RawRecord record, byte[] value) throws ProcessingException;

  /**
   * When a record that is not read yet was first seen, if that was before its turn: a value of
   * {@link System#nanoTime()}.
   */
  default OptionalLong seen(RawRecord record) {
    return OptionalLong.empty();
  }

  /** The partition is no longer this task's. */
  default void forget(int partition) {}
}
