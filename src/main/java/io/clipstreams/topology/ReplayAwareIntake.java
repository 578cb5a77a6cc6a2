package io.clipstreams.topology;

import io.clipstreams.failure.FailureCode;
import io.clipstreams.failure.ProcessingException;
import io.clipstreams.serde.StateInput;
import io.clipstreams.serde.StateOutput;
import io.clipstreams.serde.StateSerde;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.FixedKeyProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leaves out replayed dead letters whose key has a later version by now. A replayed record counts
 * as the version that it was when it failed. Latest versions are remembered of keys that have
 * failed once, no others: only these have dead letters.
 */
final class ReplayAwareIntake implements Intake {
  private static final Logger LOG = LoggerFactory.getLogger(ReplayAwareIntake.class);

  /** A key that has a dead letter, but no version that is known. */
  private static final long NO_VERSION = -1;

  private static final StateSerde<Long> VERSIONS =
      new StateSerde<>("version", 1, StateOutput::writeLong, StateInput::readLong);

  private final Intake intake;
  private final String storeName;
  private KeyValueStore<String, Long> versions;

  /**
   * @param intake takes what is not left out
   * @param storeName the store of versions: by key the offset of the latest
   */
  ReplayAwareIntake(Intake intake, String storeName) {
    this.intake = Objects.requireNonNull(intake, "intake");
    this.storeName = Objects.requireNonNull(storeName, "storeName");
  }

  /** In memory, since it is small and asked at every record; its changelog keeps it. */
  static StoreBuilder<KeyValueStore<String, Long>> store(String name) {
    return Stores.keyValueStoreBuilder(
        Stores.inMemoryKeyValueStore(name), Serdes.String(), VERSIONS);
  }

  @Override
  public void open(FixedKeyProcessorContext<byte[], Emission> context) {
    versions = context.getStateStore(storeName);
    intake.open(context);
  }

  @Override
  public OptionalLong seen(RawRecord record) {
    return intake.seen(record);
  }

  @Override
  public void received(RawRecord record, byte[] value, String key, Outbox outbox)
      throws ProcessingException {
    if (isOutdated(record, key)) {
      return;
    }
    try {
      intake.received(record, value, key, outbox);
    } catch (ProcessingException failure) {
      // Counts as never sent, and yet it has a dead letter that may be replayed.
      if (failure.code() == FailureCode.DESERIALIZATION_FAILED) {
        versions.putIfAbsent(key, NO_VERSION);
      }
      throw failure;
    }
    remember(record, key);
  }

  @Override
  public void deleted(RawRecord record, String key, Outbox outbox) {
    if (isOutdated(record, key)) {
      return;
    }
    intake.deleted(record, key, outbox);
    remember(record, key);
  }

  @Override
  public void failed(RawRecord record, byte[] value, String key, Outbox outbox) {
    intake.failed(record, value, key, outbox);
    versions.put(key, version(record));
  }

  private boolean isOutdated(RawRecord record, String key) {
    OptionalLong replayed = Replays.origin(record);
    if (replayed.isEmpty()) {
      return false;
    }
    Optional<Long> latest = Optional.ofNullable(versions.get(key));
    boolean outdated = latest.filter(version -> version > replayed.getAsLong()).isPresent();
    if (outdated) {
      LOG.info(
          "Replay at topic {}, partition {}, offset {}, key {} is left out: it was at offset {}, and the"
              + " key's latest version is at {}",
          record.topic(),
          record.partition(),
          record.offset(),
          key,
          replayed.getAsLong(),
          latest.get());
    }
    return outdated;
  }

  private void remember(RawRecord record, String key) {
    if (versions.get(key) != null) {
      versions.put(key, version(record));
    }
  }

  private static long version(RawRecord record) {
    return Replays.origin(record).orElse(record.offset());
  }

  @Override
  public void close() {
    intake.close();
  }
}
