package io.clipstreams.app;

import io.clipstreams.client.KafkaClients;
import io.clipstreams.config.ClipConfig;
import io.clipstreams.config.ImageConfig;
import io.clipstreams.config.InferenceConfig;
import io.clipstreams.failure.ProcessingException;
import io.clipstreams.fetch.AllowList;
import io.clipstreams.fetch.FetchLimits;
import io.clipstreams.fetch.UriFetcher;
import io.clipstreams.inference.CheckedEncoder;
import io.clipstreams.inference.Encoder;
import io.clipstreams.scoring.LabelSetDefinition;
import io.clipstreams.serde.AvroSerdes;
import io.clipstreams.serde.RegistryPatience;
import io.clipstreams.serde.RegistryProbe;
import io.clipstreams.serde.SerdeFailure;
import io.clipstreams.topology.AlertTimes;
import io.clipstreams.topology.EnrichmentTopology;
import io.clipstreams.topology.EventSerdes;
import io.clipstreams.topology.InputBudget;
import io.clipstreams.topology.InputReaders;
import io.clipstreams.topology.LookAheadLimits;
import io.clipstreams.topology.OutputLimits;
import io.clipstreams.topology.RequestedDetections;
import io.clipstreams.topology.TopologySettings;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.QueryableStoreType;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.apache.kafka.streams.state.ValueAndTimestamp;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The stream, running against a Kafka cluster. */
public final class Application implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Application.class);
  private static final Duration FIRST_REGISTRY_PAUSE = Duration.ofMillis(250);

  /** The process has ten seconds to end. */
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(6);

  private final KafkaStreams streams;
  private final Topology topology;
  private final RegistryPatience patience;
  private final RegistryProbe registry;
  private final InputReaders readers;
  private final AvroSerdes serdes;
  private final UriFetcher fetcher;
  private final Optional<AlertCourier> courier;
  private final StateMemory memory;
  private final ApplicationMeters meters;
  private final ThreadFailures failures = new ThreadFailures(Clock.systemUTC());
  private final StallDetector stall;
  private final CloseOptions closing;
  private final SelfTest selfTest;
  private final Optional<LabelSetDefinition> defaultLabels;
  private final CompletableFuture<Void> running = new CompletableFuture<>();
  private final CompletableFuture<Optional<Throwable>> end = new CompletableFuture<>();

  private Application(
      KafkaStreams streams,
      Topology topology,
      RegistryPatience patience,
      RegistryProbe registry,
      InputReaders readers,
      AvroSerdes serdes,
      UriFetcher fetcher,
      Optional<AlertCourier> courier,
      StateMemory memory,
      ApplicationMeters meters,
      ClipConfig config,
      SelfTest selfTest) {
    this.streams = streams;
    this.topology = topology;
    this.patience = patience;
    this.registry = registry;
    this.readers = readers;
    this.serdes = serdes;
    this.fetcher = fetcher;
    this.courier = courier;
    this.memory = memory;
    this.meters = meters;
    this.stall = new StallDetector(config.health().stallAfter(), Clock.systemUTC());
    this.closing = closing(config);
    this.selfTest = selfTest;
    this.defaultLabels = defaultLabels(config);
  }

  /**
   * Checks what has to be there, and starts.
   *
   * @param config the configuration
   * @param model embeds; not closed with the application
   * @throws StartRefusedException if a topic is missing or the application id belongs to another
   *     model
   */
  public static Application start(ClipConfig config, EmbeddingModel model) {
    return start(config, model, new SimpleMeterRegistry());
  }

  /**
   * Checks what has to be there, and starts.
   *
   * @param config the configuration
   * @param model embeds; not closed with the application
   * @param meters where it counts; not closed with the application
   * @throws StartRefusedException if a topic is missing or the application id belongs to another
   *     model
   */
  public static Application start(ClipConfig config, EmbeddingModel model, MeterRegistry meters) {
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(meters, "meters");
    // First what needs no broker, so that its mistakes are named at once.
    UriFetcher fetcher = configured(() -> fetcher(config.image()));
    TopologySettings settings = configured(() -> settings(config, model));
    AvroSerdes serdes = new AvroSerdes(config);
    StateMemory memory = new StateMemory(config.memory().stateBytes());
    try {
      OutputLimits limits = prepare(config, model, settings);
      return start(config, model, settings.withLimits(limits), serdes, fetcher, memory, meters);
    } catch (RuntimeException failure) {
      fetcher.close();
      serdes.close();
      memory.close();
      throw failure;
    }
  }

  /** Makes sure that all topics are there and that the model is the application's own. */
  private static OutputLimits prepare(
      ClipConfig config, EmbeddingModel model, TopologySettings settings) {
    KafkaClients clients = new KafkaClients(config);
    try (Admin admin = clients.connect()) {
      RequiredTopics topics = new RequiredTopics(admin, config);
      topics.requireInputsAndOutputs();
      new TransactionTimeout(admin).require(config);
      String revisionTopic = config.applicationId() + "-model-revision";
      topics.createInternal(revisionTopic, TopicConfig.CLEANUP_POLICY_DELETE);
      new ModelRevisionGuard(clients, config.applicationId(), revisionTopic)
          .require(model.identity().name(), model.identity().revision());
      topics.createInternal(settings.acceptedLabelSetsTopic(), TopicConfig.CLEANUP_POLICY_COMPACT);
      topics.createInternal(settings.imageUrisTopic(), TopicConfig.CLEANUP_POLICY_COMPACT);
      topics.createInternalBeside(
          settings.topics().captions(),
          settings.alertDecisionsTopic(),
          TopicConfig.CLEANUP_POLICY_DELETE);
      return topics.limits();
    }
  }

  private static Application start(
      ClipConfig config,
      EmbeddingModel model,
      TopologySettings settings,
      AvroSerdes serdes,
      UriFetcher fetcher,
      StateMemory memory,
      MeterRegistry meters) {
    RegistryPatience patience =
        new RegistryPatience(SerdeFailure::isRegistryUnavailable, FIRST_REGISTRY_PAUSE);
    RegistrySerdes events = new RegistrySerdes(serdes, patience);
    Encoder encoder = new CheckedEncoder(model.encoder());
    model.meters().add(meters);
    InputReaders readers =
        new InputReaders(settings, events, encoder, fetcher, lookAhead(config), meters);
    InputLimits limits = InputLimits.of(config);
    InputBudget budget = limits.budget(config.topics().names());
    PollIntervals intervals = PollIntervals.of(config);
    Properties properties = StreamsProperties.of(config, limits, intervals, memory);
    if (config.inference().lookAhead()) {
      StreamsProperties.interceptPolls(properties, readers);
    }
    StreamThreads threads = new StreamThreads();
    Topology topology =
        new EnrichmentTopology(
                settings,
                events,
                encoder,
                readers,
                new RequestedDetections(
                    encoder,
                    ConfiguredDetection.settings(config.detection(), model.calibration()),
                    config.detection().maxPrompts(),
                    fetcher,
                    model.identity().revision()),
                budget,
                threads,
                meters)
            .build(properties);
    KafkaStreams streams =
        new KafkaStreams(
            topology,
            properties,
            new BudgetedClients(
                budget,
                WaitingRoom.Readiness.of(readers),
                intervals,
                threads,
                config.commitInterval()));
    Application application =
        new Application(
            streams,
            topology,
            patience,
            RegistryProbe.start(config),
            readers,
            serdes,
            fetcher,
            AlertCourier.of(config, events),
            memory,
            new ApplicationMeters(meters, streams),
            config,
            new SelfTest(
                encoder,
                config.health().selfTestEvery(),
                config.health().stallAfter(),
                Clock.systemUTC()));
    application.watch();
    application.show(model);
    streams.start();
    application.courier.ifPresent(AlertCourier::start);
    return application;
  }

  private static Optional<LookAheadLimits> lookAhead(ClipConfig config) {
    InferenceConfig inference = config.inference();
    return inference.lookAhead()
        ? Optional.of(
            new LookAheadLimits(
                inference.lookAheadMaxBytes().bytes(), inference.lookAheadMaxRecords()))
        : Optional.empty();
  }

  /**
   * Leaves the group, so that others take over at once and a restart does not wait for its own
   * session to time out; unless the instance has a name in the group, under which it comes back.
   */
  private static CloseOptions closing(ClipConfig config) {
    boolean named =
        config.kafkaProperties().keySet().stream()
            .anyMatch(key -> key.endsWith(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG));
    return CloseOptions.timeout(CLOSE_LIMIT)
        .withGroupMembershipOperation(
            named
                ? CloseOptions.GroupMembershipOperation.REMAIN_IN_GROUP
                : CloseOptions.GroupMembershipOperation.LEAVE_GROUP);
  }

  /** What a value is refused for is the configuration's fault. */
  private static <T> T configured(Supplier<T> reading) {
    try {
      return reading.get();
    } catch (IllegalArgumentException refused) {
      ConfigException named = new ConfigException(refused.getMessage());
      named.initCause(refused);
      throw named;
    }
  }

  private static TopologySettings settings(ClipConfig config, EmbeddingModel model) {
    return new TopologySettings(
        config.applicationId(),
        config.topics().names(),
        switch (config.image().valueFormat()) {
          case AVRO -> TopologySettings.ImageValues.AVRO;
          case BYTES -> TopologySettings.ImageValues.BYTES;
        },
        model.identity(),
        config.model().normalize(),
        defaultLabels(config),
        config.judging().labelsMaxPrompts(),
        new ConfiguredJudging(config.judging(), model.calibration()).settings(),
        new AlertTimes(config.alerts().imageMissingAfter(), config.alerts().resolvedRetention()),
        config.state().ttl(),
        OutputLimits.brokerDefaults());
  }

  private static Optional<LabelSetDefinition> defaultLabels(ClipConfig config) {
    List<String> labels = config.judging().defaultLabels();
    return labels.isEmpty() ? Optional.empty() : Optional.of(LabelSetDefinition.of(labels));
  }

  private static UriFetcher fetcher(ImageConfig images) {
    return new UriFetcher(
        new AllowList(images.uriAllow()),
        images.uriPrivateHosts(),
        new FetchLimits(
            images.maxBytes().bytes(),
            images.uriMaxLength(),
            images.uriMaxRedirects(),
            images.uriTimeout()));
  }

  private void show(EmbeddingModel model) {
    meters.model(model.identity());
    meters.condition("clip.stream.running", "1 while the stream's tasks run", this::running);
    meters.condition(
        "clip.registry.waiting", "1 while a task waits for the schema registry", patience::waiting);
    meters.condition(
        "clip.registry.reachable",
        "1 while the schema registry answers when it is asked for it",
        registry::answers);
    courier.ifPresent(meters::webhook);
  }

  private void watch() {
    streams.setUncaughtExceptionHandler(
        failure -> {
          StreamThreadExceptionResponse response = failures.decide(failure);
          if (response == StreamThreadExceptionResponse.REPLACE_THREAD) {
            LOG.warn("A stream thread ends, another takes over: {}", failure.getMessage(), failure);
          } else {
            LOG.error("The stream stops: {}", failure.getMessage(), failure);
            end.complete(Optional.of(failure));
          }
          return response;
        });
    streams.setStateListener(
        (now, before) -> {
          LOG.info("Stream is {}", now);
          if (now == KafkaStreams.State.RUNNING) {
            running.complete(null);
          }
          if (now == KafkaStreams.State.ERROR || now == KafkaStreams.State.NOT_RUNNING) {
            end.complete(Optional.empty());
          }
        });
  }

  /**
   * Waits until its tasks run for the first time.
   *
   * @throws StartRefusedException if they do not within the limit, or it ends before
   */
  public void awaitRunning(Duration limit) {
    try {
      CompletableFuture.anyOf(running, end).get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException late) {
      throw new StartRefusedException(
          "the stream does not run after %d s; it is %s"
              .formatted(limit.toSeconds(), streams.state()),
          late);
    } catch (ExecutionException impossible) {
      throw new IllegalStateException(impossible);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new StartRefusedException("interrupted while the stream starts", interrupted);
    }
    if (!running.isDone()) {
      throw new StartRefusedException(
          "the stream ended while it started: "
              + end.join().map(Throwable::getMessage).orElse("it was closed"));
    }
  }

  /** Whether its tasks run and the registry can be reached. */
  public boolean ready() {
    return running() && registryReachable();
  }

  /** Whether its tasks run. */
  public boolean running() {
    return streams.state() == KafkaStreams.State.RUNNING;
  }

  /** Whether the schema registry answers, and no task waits for it. */
  public boolean registryReachable() {
    return !patience.waiting() && registry.answers();
  }

  /** Whether it runs, or is about to. */
  public boolean live() {
    return streams.state().isRunningOrRebalancing()
        || streams.state() == KafkaStreams.State.CREATED;
  }

  /**
   * The latest record of a caption's alert, as it lies in the topic.
   *
   * @throws org.apache.kafka.streams.errors.InvalidStateStoreException if it cannot be looked up
   *     now
   */
  Optional<byte[]> alert(String captionId) {
    ReadOnlyKeyValueStore<String, byte[]> alerts =
        store(EnrichmentTopology.ALERTS_STORE, QueryableStoreTypes.keyValueStore());
    return Optional.ofNullable(alerts.get(captionId));
  }

  /**
   * The label sets that were accepted, and the configured one; by name.
   *
   * @throws org.apache.kafka.streams.errors.InvalidStateStoreException if they cannot be looked up
   *     now
   */
  Map<String, LabelSetDefinition> labelSets() {
    ReadOnlyKeyValueStore<String, LabelSetDefinition> accepted =
        store(EnrichmentTopology.LABEL_SETS_STORE, QueryableStoreTypes.keyValueStore());
    Map<String, LabelSetDefinition> sets = new TreeMap<>();
    defaultLabels.ifPresent(set -> sets.put(EnrichmentTopology.DEFAULT_LABEL_SET, set));
    try (KeyValueIterator<String, LabelSetDefinition> all = accepted.all()) {
      all.forEachRemaining(set -> sets.put(set.key, set.value));
    }
    return sets;
  }

  /**
   * Fetches an image's file again, if it came by URI.
   *
   * @throws ProcessingException FETCH_FAILED, FETCH_FORBIDDEN or IMAGE_TOO_LARGE
   * @throws org.apache.kafka.streams.errors.InvalidStateStoreException if it cannot be looked up
   *     now
   */
  Optional<byte[]> fetchAgain(String imageId) throws ProcessingException {
    ReadOnlyKeyValueStore<String, ValueAndTimestamp<String>> uris =
        store(EnrichmentTopology.IMAGE_URIS_STORE, QueryableStoreTypes.timestampedKeyValueStore());
    ValueAndTimestamp<String> uri = uris.get(imageId);
    return uri == null ? Optional.empty() : Optional.of(fetcher.fetch(uri.value()));
  }

  private <T> T store(String name, QueryableStoreType<T> type) {
    return streams.store(StoreQueryParameters.fromNameAndType(name, type));
  }

  /** How far it is. */
  StreamProgress progress() {
    return StreamProgress.of(streams);
  }

  AvroSerdes serdes() {
    return serdes;
  }

  /** Readers and writers that wait for the registry, until the application ends. */
  EventSerdes events() {
    return new RegistrySerdes(serdes, patience);
  }

  /**
   * Whether records are processed, or none wait, or it is known why none is: tasks are being
   * assigned or restored, or the registry is waited for. To be asked regularly.
   */
  public boolean progresses() {
    StreamProgress progress = StreamProgress.of(streams);
    boolean excused = !running() || patience.waiting();
    return !stall.stalled(progress.processed(), progress.waiting(), excused);
  }

  /** Whether the model still embeds. To be asked regularly. */
  public boolean embeds() {
    return selfTest.passes();
  }

  /** The topology in words. */
  public String describe() {
    return topology.describe().toString();
  }

  /** Waits until the stream has ended; gives what ended it, if it was a failure. */
  public Optional<Throwable> awaitEnd() {
    return end.join();
  }

  /**
   * Begins no other record. Otherwise stream threads would first process all that they have polled,
   * which a slow model takes minutes for.
   */
  void pause() {
    patience.stop();
    streams.pause();
  }

  /** Commits what is done and ends; what was polled besides is left to the next start. */
  @Override
  public void close() {
    pause();
    registry.close();
    if (streams.close(closing)) {
      memory.close();
    } else {
      // Its stores may still use their memory.
      LOG.warn("The stream did not end within {} s", CLOSE_LIMIT.toSeconds());
    }
    end.complete(Optional.empty());
    courier.ifPresent(AlertCourier::close);
    readers.close();
    serdes.close();
    fetcher.close();
    meters.close();
  }
}
