package io.clipstreams.bench;

import java.util.Optional;
import java.util.regex.Pattern;

/** What CPU time is spent on, told by the names of threads. */
enum Stage {
  PREPARE("decoding, preprocessing, tokenizing"),
  MODEL("inference"),
  STREAM("stream threads"),
  CLIENTS("the stream's Kafka clients"),
  BROKER("Kafka broker"),
  ROCKSDB("RocksDB in the background"),
  COLLECTOR("garbage collection"),
  COMPILER("compiling"),
  LOAD("the benchmark's own sending and reading"),
  NATIVE("inference (native threads)"),
  OTHER("other");

  private static final Pattern STREAM_CLIENT =
      Pattern.compile("kafka-.*(StreamThread|bench-\\d+-).*");
  private static final Pattern STREAM_THREAD = Pattern.compile("bench-\\d+-.*StreamThread.*");
  private static final Pattern OWN =
      Pattern.compile(
          "main|bench-.*|kafka-producer-network-thread .*|kafka-admin-client-thread .*");
  private static final Pattern KAFKA =
      Pattern.compile(
          "(data-plane-)?kafka-.*|.*[Cc]oordinator.*|.*[Rr]eaper.*|raft-.*|quorum-.*|broker-.*"
              + "|controller-.*|.*metadata.*|.*transaction.*|.*TxnMarker.*|.*log-.*|.*Purgatory.*"
              + "|.*share.*|.*event-processor.*|.*feature-.*|.*to-controller.*");

  private final String words;

  Stage(String words) {
    this.words = words;
  }

  /** In words. */
  String words() {
    return words;
  }

  /** Of a thread of Java's. */
  static Stage ofJava(String name) {
    if (name.startsWith("clip-prepare")) {
      return PREPARE;
    }
    if (name.startsWith("clip-model")) {
      return MODEL;
    }
    if (STREAM_THREAD.matcher(name).matches()) {
      return STREAM;
    }
    if (STREAM_CLIENT.matcher(name).matches()) {
      return CLIENTS;
    }
    if (OWN.matcher(name).matches()) {
      return LOAD;
    }
    return KAFKA.matcher(name).matches() ? BROKER : OTHER;
  }

  /** Of one that Java knows nothing of; nothing where that is not to be told. */
  static Optional<Stage> ofNative(String name) {
    if (name.startsWith("GC Thread") || name.startsWith("G1 ") || name.startsWith("VM Thread")) {
      return Optional.of(COLLECTOR);
    }
    if (name.startsWith("C1 Compiler") || name.startsWith("C2 Compiler")) {
      return Optional.of(COMPILER);
    }
    return name.startsWith("rocksdb") ? Optional.of(ROCKSDB) : Optional.empty();
  }
}
