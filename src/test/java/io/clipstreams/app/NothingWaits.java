package io.clipstreams.app;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/** As without a look-ahead. */
final class NothingWaits implements WaitingRoom.Readiness {
  @Override
  public boolean waits(String topic) {
    return false;
  }

  @Override
  public boolean isReady(ConsumerRecord<byte[], byte[]> record) {
    return true;
  }
}
