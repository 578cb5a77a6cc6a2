package io.clipstreams.topology;

import org.apache.kafka.common.header.Headers;

/** Takes what a processor hands on, in order. */
interface Outbox {
  /**
   * Hands on.
   *
   * @param emission what to hand on
   * @param headers its headers; owned by the outbox from here on
   * @param timestamp its timestamp
   */
  void send(Emission emission, Headers headers, long timestamp);
}
