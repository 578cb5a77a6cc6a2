package io.clipstreams.topology;

import io.clipstreams.failure.ProcessingException;

/**
 * Reads the values of one input topic. Safe for use by several threads.
 *
 * @param <T> a record, read
 */
interface RecordReading<T> {
  /**
   * Reads a record whose turn it is; its embedding begins when it is asked for, on that thread.
   *
   * @throws ProcessingException if it cannot be read
   */
  T now(RawRecord record, byte[] value) throws ProcessingException;

  /**
   * Reads a record whose turn will come, and begins its embedding.
   *
   * @throws ProcessingException if it cannot be read
   */
  T ahead(RawRecord record, byte[] value) throws ProcessingException;

  /** Whether who takes this would have to wait for its embedding, which has begun. */
  default boolean isUnderWay(T read) {
    return false;
  }
}
