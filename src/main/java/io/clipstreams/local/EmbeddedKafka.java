package io.clipstreams.local;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import kafka.server.BrokerServer;
import kafka.server.ControllerServer;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.server.Server;
import kafka.server.SharedServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.bootstrap.BootstrapMetadata;
import org.apache.kafka.metadata.properties.MetaPropertiesEnsemble;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.raft.QuorumConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Tuple2;

/**
 * A Kafka broker and its KRaft controller in this process, sized for one machine: no replication,
 * few internal partitions, no topics made by accident.
 *
 * <p>Both listeners are bound before the broker is told about them. So a free port cannot be lost
 * to another process between the choice and its use, and the advertised port is the real one.
 */
public final class EmbeddedKafka implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedKafka.class);

  private static final String BROKER = "PLAINTEXT";
  private static final String CONTROLLER = "CONTROLLER";
  private static final int NODE_ID = 1;
  private static final Duration SHUTDOWN_LIMIT = Duration.ofSeconds(30);

  private final String address;
  private final DataDirectory directory;
  private final BoundSockets sockets;
  private final BrokerFaults faults;
  private final Metrics metrics;
  private final ControllerServer controller;
  private final BrokerServer broker;
  private boolean closed;

  /**
   * Where the broker listens and what it keeps.
   *
   * @param host the address it binds and advertises
   * @param port its port, 0 for a free one
   * @param dataDirectory what is stored is kept there and found again at the next start; without it
   *     a temporary directory is used and removed at close
   * @param overrides broker settings by Kafka's names; they win over ours
   */
  public record Settings(
      String host, int port, Optional<Path> dataDirectory, Map<String, String> overrides) {
    public Settings {
      overrides = Map.copyOf(overrides);
    }

    /** A free port on the loopback address, nothing kept. */
    public static Settings temporary() {
      return new Settings("127.0.0.1", 0, Optional.empty(), Map.of());
    }

    /** The same with another port, 0 for a free one. */
    public Settings withPort(int newPort) {
      return new Settings(host, newPort, dataDirectory, overrides);
    }

    /** The same, keeping what is stored in a directory; it is created when missing. */
    public Settings withDataDirectory(Path newDataDirectory) {
      return new Settings(host, port, Optional.of(newDataDirectory), overrides);
    }
  }

  private EmbeddedKafka(Settings settings, BoundSockets sockets, DataDirectory directory)
      throws Exception {
    this.sockets = sockets;
    this.directory = directory;
    this.address = settings.host() + ":" + sockets.port(BROKER);
    this.faults = new BrokerFaults();

    KafkaConfig config = new KafkaConfig(properties(settings), false);
    format(directory.path());
    Tuple2<MetaPropertiesEnsemble, BootstrapMetadata> found =
        KafkaRaftServer.initializeLogDirs(config, LOG, "embedded broker: ");
    this.metrics = Server.initializeMetrics(config, Time.SYSTEM, found._1().clusterId().get());
    SharedServer shared =
        new SharedServer(
            config,
            found._1(),
            Time.SYSTEM,
            metrics,
            CompletableFuture.completedFuture(
                QuorumConfig.parseVoterConnections(config.quorumConfig().voters())),
            List.of(),
            faults,
            sockets);
    this.controller = new ControllerServer(shared, KafkaRaftServer.configSchema(), found._2());
    this.broker = new BrokerServer(shared);
  }

  /** A broker on a free port of the loopback address that keeps nothing. */
  public static EmbeddedKafka start() {
    return start(Settings.temporary());
  }

  /**
   * Starts a broker and returns when it takes requests.
   *
   * @throws LocalStartException when the port is taken, the data directory is in use by another
   *     broker or cannot be written, or the broker fails to start
   */
  public static EmbeddedKafka start(Settings settings) {
    long begin = System.nanoTime();
    DataDirectory directory = DataDirectory.of(settings.dataDirectory(), "clip-streams-kafka");
    BoundSockets sockets = new BoundSockets();
    EmbeddedKafka kafka;
    try {
      bind(sockets, settings);
      kafka = new EmbeddedKafka(settings, sockets, directory);
    } catch (Exception e) {
      sockets.close();
      directory.close();
      throw failed(directory.path(), e);
    }
    try {
      kafka.controller.startup();
      kafka.broker.startup();
    } catch (Exception e) {
      kafka.close();
      throw failed(directory.path(), e);
    }
    LOG.info(
        "Kafka broker on {} after {} ms, data in {}",
        kafka.address,
        Duration.ofNanos(System.nanoTime() - begin).toMillis(),
        directory.path());
    return kafka;
  }

  /** HOST:PORT for {@code bootstrap.servers}. */
  public String bootstrapServers() {
    return address;
  }

  /** The first fault that a part of the broker could not go on after. */
  public Optional<Throwable> failure() {
    return faults.fatal();
  }

  /** Ends the broker; a temporary data directory is removed. Does nothing the second time. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    broker.shutdown(SHUTDOWN_LIMIT);
    controller.shutdown();
    metrics.close();
    sockets.close();
    directory.close();
  }

  private static void bind(BoundSockets sockets, Settings settings) {
    try {
      sockets.bind(BROKER, new InetSocketAddress(settings.host(), settings.port()));
      sockets.bind(CONTROLLER, new InetSocketAddress(settings.host(), 0));
    } catch (IOException e) {
      throw LocalStartException.portTaken("The Kafka broker", settings.host(), settings.port(), e);
    }
  }

  private static LocalStartException failed(Path directory, Exception e) {
    if (e instanceof LocalStartException ours) {
      return ours;
    }
    return new LocalStartException(
        "The Kafka broker did not start with its data in " + directory + ": " + e.getMessage(), e);
  }

  private static void format(Path directory) throws Exception {
    if (Files.exists(directory.resolve(MetaPropertiesEnsemble.META_PROPERTIES_NAME))) {
      return;
    }
    new Formatter()
        .setPrintStream(
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
        .setNodeId(NODE_ID)
        .setClusterId(Uuid.randomUuid().toString())
        .setControllerListenerName(CONTROLLER)
        .setMetadataLogDirectory(directory.toString())
        .setDirectories(List.of(directory.toString()))
        .run();
  }

  private Map<String, String> properties(Settings settings) {
    Map<String, String> all = new HashMap<>(singleMachine());
    String controllerAddress = settings.host() + ":" + sockets.port(CONTROLLER);
    all.put("process.roles", "broker,controller");
    all.put("node.id", Integer.toString(NODE_ID));
    all.put(
        "listeners", "%s://%s,%s://%s".formatted(BROKER, address, CONTROLLER, controllerAddress));
    all.put("advertised.listeners", "%s://%s".formatted(BROKER, address));
    all.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    all.put("inter.broker.listener.name", BROKER);
    all.put("controller.listener.names", CONTROLLER);
    all.put("controller.quorum.voters", NODE_ID + "@" + controllerAddress);
    all.put("log.dirs", directory.path().toString());
    all.putAll(settings.overrides());
    return all;
  }

  private static Map<String, String> singleMachine() {
    return Map.ofEntries(
        Map.entry("auto.create.topics.enable", "false"),
        Map.entry("default.replication.factor", "1"),
        Map.entry("min.insync.replicas", "1"),
        Map.entry("offsets.topic.replication.factor", "1"),
        Map.entry("offsets.topic.num.partitions", "4"),
        Map.entry("transaction.state.log.replication.factor", "1"),
        Map.entry("transaction.state.log.min.isr", "1"),
        Map.entry("transaction.state.log.num.partitions", "4"),
        Map.entry("share.coordinator.state.topic.replication.factor", "1"),
        Map.entry("share.coordinator.state.topic.min.isr", "1"),
        Map.entry("share.coordinator.state.topic.num.partitions", "2"),
        Map.entry("group.initial.rebalance.delay.ms", "0"),
        // An image of 16 MiB with its envelope fits, and so does its dead letter.
        Map.entry("message.max.bytes", Integer.toString(32 << 20)),
        Map.entry("replica.fetch.max.bytes", Integer.toString(32 << 20)),
        Map.entry("num.network.threads", "2"),
        Map.entry("num.io.threads", "4"),
        Map.entry("num.replica.fetchers", "1"),
        Map.entry("background.threads", "2"),
        Map.entry("group.coordinator.threads", "1"),
        Map.entry("log.cleaner.dedupe.buffer.size", Integer.toString(4 << 20)),
        Map.entry("log.index.size.max.bytes", Integer.toString(1 << 20)));
  }
}
