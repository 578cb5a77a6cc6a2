package io.clipstreams.topology;

import io.clipstreams.failure.ProcessingException;

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

  /** The partition is no longer this task's. */
  default void forget(int partition) {}
}
