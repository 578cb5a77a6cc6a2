package io.clipstreams.local;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * What the application needs around it, on one machine: a broker and a schema registry on the
 * loopback address, and a directory for its state. It holds no topics yet.
 */
public final class LocalStack implements AutoCloseable {
  private final EmbeddedKafka kafka;
  private final RegistryServer registry;
  private final DataDirectory state;

  /**
   * Where the parts listen and what they keep.
   *
   * @param kafkaPort the broker's port, 0 for a free one
   * @param registryPort the registry's port, 0 for a free one
   * @param dataDirectory records, schemas and state are kept there and found again at the next
   *     start; without it nothing is kept
   */
  public record Settings(int kafkaPort, int registryPort, Optional<Path> dataDirectory) {
    /** Free ports, nothing kept. */
    public static Settings temporary() {
      return new Settings(0, 0, Optional.empty());
    }

    /** Where the application's state is kept, if it is. */
    public Optional<Path> keptState() {
      return directory("state");
    }

    private Optional<Path> directory(String part) {
      return dataDirectory.map(all -> all.resolve(part));
    }
  }

  private LocalStack(EmbeddedKafka kafka, RegistryServer registry, DataDirectory state) {
    this.kafka = kafka;
    this.registry = registry;
    this.state = state;
  }

  /**
   * Starts broker and registry, at the same time.
   *
   * @throws LocalStartException when either does not start; the other is ended then
   */
  public static LocalStack start(Settings settings) {
    DataDirectory state = DataDirectory.of(settings.keptState(), "clip-streams-state");
    StartingRegistry registry = new StartingRegistry(registrySettings(settings));
    try {
      return start(settings, registry, state);
    } catch (LocalStartException e) {
      registry.abandon();
      state.close();
      throw e;
    }
  }

  private static LocalStack start(
      Settings settings, StartingRegistry registry, DataDirectory state) {
    EmbeddedKafka kafka = EmbeddedKafka.start(kafkaSettings(settings));
    try {
      return new LocalStack(kafka, registry.await(), state);
    } catch (LocalStartException e) {
      kafka.close();
      throw e;
    }
  }

  /** HOST:PORT of the broker. */
  public String bootstrapServers() {
    return kafka.bootstrapServers();
  }

  /** The registry's base URL, without a path. */
  public String registryUrl() {
    return registry.url();
  }

  /** For {@code state.dir}: an existing directory. */
  public Path stateDirectory() {
    return state.path();
  }

  /** Whether no part of the broker has failed. */
  public boolean brokerIsWell() {
    return kafka.failure().isEmpty();
  }

  /** Whether the registry's process runs. */
  public boolean registryIsWell() {
    return registry.isAlive();
  }

  /** Ends both. The application must have ended before. */
  @Override
  public void close() {
    registry.close();
    kafka.close();
    state.close();
  }

  private static EmbeddedKafka.Settings kafkaSettings(Settings settings) {
    EmbeddedKafka.Settings kafka =
        EmbeddedKafka.Settings.temporary().withPort(settings.kafkaPort());
    return settings.directory("kafka").map(kafka::withDataDirectory).orElse(kafka);
  }

  private static RegistryServer.Settings registrySettings(Settings settings) {
    RegistryServer.Settings registry =
        RegistryServer.Settings.temporary().withPort(settings.registryPort());
    return settings.directory("registry").map(registry::withDataDirectory).orElse(registry);
  }

  /** A registry that starts in a thread of its own. */
  private static final class StartingRegistry {
    private final FutureTask<RegistryServer> task;
    private final Thread thread;

    StartingRegistry(RegistryServer.Settings settings) {
      task = new FutureTask<>(() -> RegistryServer.start(settings));
      thread = new Thread(task, "schema-registry-start");
      thread.start();
    }

    RegistryServer await() {
      try {
        return task.get();
      } catch (ExecutionException e) {
        throw new LocalStartException(e.getCause().getMessage(), e.getCause());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new LocalStartException("Interrupted while the schema registry started", e);
      }
    }

    /** Ends it, whether it has started or not, and returns when that is done. */
    void abandon() {
      thread.interrupt();
      try {
        task.get().close();
      } catch (ExecutionException | CancellationException e) {
        // It did not start: nothing to end.
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
