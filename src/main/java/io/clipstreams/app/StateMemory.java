package io.clipstreams.app;

import io.clipstreams.config.DataSize;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.WriteBufferManager;

/**
 * The memory outside of the heap that all state stores share. Left to itself each store of each
 * partition has a cache of 50 MiB and three write buffers of 16 MiB of its own.
 */
final class StateMemory implements AutoCloseable {
  private static final boolean STRICT = false;
  private static final double FOR_INDEX_AND_FILTERS = 0.1;

  private final Cache cache;
  private final WriteBufferManager writeBuffers;

  /**
   * @param size of cached blocks, their indexes and filters, and write buffers together
   */
  StateMemory(DataSize size) {
    RocksDB.loadLibrary();
    cache = new LRUCache(size.bytes(), -1, STRICT, FOR_INDEX_AND_FILTERS);
    // They count as entries of the cache.
    writeBuffers = new WriteBufferManager(size.bytes() / 2, cache);
  }

  void share(Options options, BlockBasedTableConfig table) {
    table.setBlockCache(cache);
    table.setCacheIndexAndFilterBlocks(true);
    table.setCacheIndexAndFilterBlocksWithHighPriority(true);
    options.setWriteBufferManager(writeBuffers);
  }

  /** To be called after the stores are closed. */
  @Override
  public void close() {
    writeBuffers.close();
    cache.close();
  }
}
