package io.clipstreams.app;

import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Options;

/** How the state stores run; Kafka Streams makes one by the class's name. */
public final class StateStoreSettings implements RocksDBConfigSetter {
  /** The key of the {@link StateMemory} in the configuration of Kafka Streams. */
  static final String MEMORY_CONFIG = "rocksdb.config.setter.memory";

  @Override
  public void setConfig(String storeName, Options options, Map<String, Object> configs) {
    BlockBasedTableConfig table = (BlockBasedTableConfig) options.tableFormatConfig();
    // Most keys are new ones: without filters on the last level each costs a read of a block.
    options.setOptimizeFiltersForHits(false);
    if (configs.get(MEMORY_CONFIG) instanceof StateMemory memory) {
      memory.share(options, table);
    }
    options.setTableFormatConfig(table);
  }

  /** What is shared outlives the store. */
  @Override
  public void close(String storeName, Options options) {}
}
