package io.clipstreams.local;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import kafka.server.FaultHandlerFactory;
import org.apache.kafka.server.fault.FaultHandler;
import org.apache.kafka.server.fault.FaultHandlerException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the broker's faults. Kafka's own handler halts the process, which is not the broker's alone
 * here.
 */
final class BrokerFaults implements FaultHandlerFactory {
  private static final Logger LOG = LoggerFactory.getLogger(BrokerFaults.class);

  private final AtomicReference<Throwable> fatal = new AtomicReference<>();

  @Override
  public FaultHandler build(String name, boolean isFatal, Runnable action) {
    return (message, cause) -> {
      FaultHandlerException fault = new FaultHandlerException(name + ": " + message, cause);
      LOG.error("Embedded broker: {}: {}", name, message, cause);
      if (isFatal) {
        fatal.compareAndSet(null, fault);
      }
      action.run();
      return fault;
    };
  }

  Optional<Throwable> fatal() {
    return Optional.ofNullable(fatal.get());
  }
}
