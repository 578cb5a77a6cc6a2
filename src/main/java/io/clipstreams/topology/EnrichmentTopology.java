package io.clipstreams.topology;

import io.clipstreams.DetectionRequest;
import io.clipstreams.LabelSet;
import io.clipstreams.inference.Encoder;
import io.clipstreams.inference.LabelEmbeddings;
import io.clipstreams.scoring.Reservoir;
import io.clipstreams.scoring.ZeroShotClassifier;
import io.clipstreams.topology.Emission.CaptionChange;
import io.clipstreams.topology.Emission.CaptionRevisit;
import io.clipstreams.topology.Emission.ImageChange;
import io.clipstreams.topology.Emission.Publication;
import io.clipstreams.topology.state.AlertDecision;
import io.clipstreams.topology.state.CaptionLink;
import io.clipstreams.topology.state.CaptionState;
import io.clipstreams.topology.state.Deadline;
import io.clipstreams.topology.state.ImageState;
import io.clipstreams.topology.state.ImageSummary;
import io.clipstreams.topology.state.JudgeState;
import io.clipstreams.topology.state.StoredLabelSet;
import io.clipstreams.topology.state.StoredPair;
import io.clipstreams.topology.state.WalkProgress;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyConfig;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.KTable;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.kstream.TableJoined;
import org.apache.kafka.streams.processor.api.FixedKeyProcessor;
import org.apache.kafka.streams.processor.api.FixedKeyProcessorSupplier;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * The stream: images are embedded, labelled and published; captions are embedded, joined with their
 * image wherever either lies, judged and published; verdicts become alerts.
 *
 * <p>Every processor, store and internal topic has a name of its own, so that a later version of
 * the topology finds the state of this one.
 */
public final class EnrichmentTopology {
  /** The store of images, by imageId. */
  public static final String IMAGES_STORE = "images";

  /** The store of how far walks through the images have come, by the walk's name. */
  public static final String IMAGE_WALKS_STORE = "image-walks";

  /** The store of captions, by captionId. */
  public static final String CAPTIONS_STORE = "captions";

  /** The store of how far walks through the captions have come, by the walk's name. */
  public static final String CAPTION_WALKS_STORE = "caption-walks";

  /** The store of what the task's judge remembers. */
  public static final String JUDGE_STORE = "judge";

  /** The store of recent pairs that others are judged by, by captionId. */
  public static final String RECENT_PAIRS_STORE = "recent-pairs";

  /** The store of the captions' deadlines, by time. */
  public static final String DEADLINES_STORE = "caption-deadlines";

  /** The global store of alerts as they were published last, by captionId. */
  public static final String ALERTS_STORE = "alerts";

  /** The global store of accepted label sets, by name. */
  public static final String LABEL_SETS_STORE = "label-sets";

  /** The set that the configuration gives, and a record of this name overrides. */
  public static final String DEFAULT_LABEL_SET = Labeller.DEFAULT_SET;

  /** The global store of the URIs that images came by, by imageId. */
  public static final String IMAGE_URIS_STORE = "image-uris";

  private static final Serde<byte[]> RAW = Serdes.ByteArray();
  private static final Serde<String> TEXT = Serdes.String();

  private final TopologySettings settings;
  private final EventSerdes serdes;
  private final InputReaders readers;
  private final RequestedDetections detections;
  private final MeterRegistry meters;
  private final IntakeMeters intakeMeters;
  private final AlertMeters alertMeters;
  private final LabelEmbeddings labelEmbeddings;
  private final EnrichedRecords records;
  private final DeadLetters deadLetters;
  private final InputBudget budget;
  private final IdleMoments idleMoments;
  private final AtomicLong labelSetChanges = new AtomicLong();
  private final AtomicLong standingAlerts = new AtomicLong();

  /**
   * @param settings what the topology is told
   * @param serdes make the registry's readers and writers
   * @param encoder embeds labels; shared by all tasks
   * @param readers read images and captions, and embed them
   * @param detections answer detection requests
   * @param budget is told which input records are processed
   * @param idleMoments when to commit before the commit interval ends
   * @param meters where the stream counts
   */
  public EnrichmentTopology(
      TopologySettings settings,
      EventSerdes serdes,
      Encoder encoder,
      InputReaders readers,
      RequestedDetections detections,
      InputBudget budget,
      IdleMoments idleMoments,
      MeterRegistry meters) {
    this.settings = Objects.requireNonNull(settings, "settings");
    this.serdes = Objects.requireNonNull(serdes, "serdes");
    this.readers = Objects.requireNonNull(readers, "readers");
    this.detections = Objects.requireNonNull(detections, "detections");
    this.budget = Objects.requireNonNull(budget, "budget");
    this.idleMoments = Objects.requireNonNull(idleMoments, "idleMoments");
    this.meters = Objects.requireNonNull(meters, "meters");
    this.intakeMeters = new IntakeMeters(meters);
    this.alertMeters = new AlertMeters(meters);
    AlertMeters.watch(meters, standingAlerts);
    this.labelEmbeddings = new LabelEmbeddings(encoder);
    this.records = new EnrichedRecords(settings.model(), settings.normalize());
    this.deadLetters = new DeadLetters(settings.topics().deadLetters(), settings.limits());
  }

  /**
   * Builds the topology.
   *
   * @param streamsConfig the configuration that Kafka Streams will run with
   */
  public Topology build(Properties streamsConfig) {
    StreamsBuilder builder =
        new StreamsBuilder(new TopologyConfig(new StreamsConfig(streamsConfig)));
    acceptLabelSets(builder);
    KTable<String, ImageSummary> images = enrichImages(builder);
    enrichCaptions(builder, images);
    acceptDecisions(builder);
    answerDetections(builder);
    return builder.build(streamsConfig);
  }

  private void acceptLabelSets(StreamsBuilder builder) {
    KStream<byte[], Emission> accepted =
        source(builder, settings.topics().labelSets(), "label-sets")
            .processValues(
                processor(
                    () ->
                        new LabelSetIntake(
                            settings.acceptedLabelSetsTopic(),
                            serdes.reader(LabelSet.class),
                            labelEmbeddings,
                            settings.maxPrompts()),
                    "failed-label-set-versions"),
                Named.as("label-set-intake"));
    publish(accepted, "label-set");
    builder.addGlobalStore(
        Stores.keyValueStoreBuilder(
                Stores.inMemoryKeyValueStore(LABEL_SETS_STORE), TEXT, StoredLabelSet.SERDE)
            .withLoggingDisabled(),
        settings.acceptedLabelSetsTopic(),
        Consumed.with(TEXT, StoredLabelSet.SERDE).withName("accepted-label-sets"),
        () -> new AcceptedLabelSets(labelSetChanges));
  }

  /** Returns the images' summaries, each in the partition that its captions will ask. */
  private KTable<String, ImageSummary> enrichImages(StreamsBuilder builder) {
    builder.addStateStore(store(IMAGES_STORE, ImageState.SERDE));
    builder.addStateStore(store(IMAGE_WALKS_STORE, WalkProgress.SERDE));
    KStream<byte[], Emission> taken =
        source(builder, settings.topics().images(), "images")
            .processValues(
                processor(this::imageIntake, "failed-image-versions"),
                Named.as("image-intake"),
                IMAGES_STORE,
                IMAGE_WALKS_STORE);
    KStream<byte[], Emission> relabelled =
        taken.process(
            () -> new ImageRelabeller(settings.topics(), this::labeller, records, publisher()),
            Named.as("image-relabeller"),
            IMAGES_STORE,
            IMAGE_WALKS_STORE);
    KStream<byte[], Emission> living = taken.merge(relabelled, Named.as("image-emissions"));
    KStream<byte[], Emission> emissions =
        settings
            .stateTtl()
            .map(
                ttl ->
                    living.merge(
                        taken.process(
                            () -> new ImageExpiry(settings.topics(), ttl),
                            Named.as("image-expiry"),
                            IMAGES_STORE,
                            IMAGE_WALKS_STORE),
                        Named.as("image-ends")))
            .orElse(living);
    publish(emissions, "image");
    return emissions
        .filter((key, emission) -> emission instanceof ImageChange, Named.as("image-changes"))
        .selectKey((key, emission) -> RecordKeys.text(key), Named.as("image-ids"))
        .mapValues(
            emission -> ((ImageChange) emission).summary().orElse(null),
            Named.as("image-summaries"))
        .repartition(
            Repartitioned.<String, ImageSummary>as("image-summaries")
                .withKeySerde(TEXT)
                .withValueSerde(ImageSummary.SERDE))
        .toTable(
            Named.as("image-summary-table"), table("image-summaries", TEXT, ImageSummary.SERDE))
        .transformValues(
            () -> new CommitWhenAsked<>(idleMoments),
            Materialized.with(TEXT, ImageSummary.SERDE),
            Named.as("image-summaries-commit"));
  }

  private void enrichCaptions(StreamsBuilder builder, KTable<String, ImageSummary> images) {
    builder.addStateStore(store(CAPTIONS_STORE, CaptionState.SERDE));
    builder.addStateStore(
        Stores.keyValueStoreBuilder(
            Stores.persistentKeyValueStore(DEADLINES_STORE), Deadline.SERDE, RAW));
    builder.addStateStore(store(CAPTION_WALKS_STORE, WalkProgress.SERDE));
    builder.addStateStore(store(RECENT_PAIRS_STORE, StoredPair.SERDE));
    // It changes with each pair, and is wanted only as it was at the last commit.
    builder.addStateStore(store(JUDGE_STORE, JudgeState.SERDE).withCachingEnabled());
    KStream<byte[], Emission> taken =
        source(builder, settings.topics().captions(), "captions")
            .processValues(
                processor(this::captionIntake, "failed-caption-versions"),
                Named.as("caption-intake"),
                CAPTIONS_STORE,
                DEADLINES_STORE);
    KStream<byte[], Emission> emissions =
        taken.merge(revisit(walk(taken)), Named.as("caption-emissions"));
    publish(emissions, "caption");
    KTable<byte[], CaptionLink> links =
        emissions
            .filter(
                (key, emission) -> emission instanceof CaptionChange, Named.as("caption-changes"))
            .mapValues(
                emission -> ((CaptionChange) emission).link().orElse(null),
                Named.as("caption-links"))
            .toTable(
                Named.as("caption-link-table"), table("caption-links", RAW, CaptionLink.SERDE));
    KStream<byte[], Emission> judged =
        links
            .leftJoin(
                images,
                CaptionLink::imageId,
                (link, image) -> new JoinedCaption(link, Optional.ofNullable(image)),
                TableJoined.as("caption-image-join"),
                ForgetfulStore.table("joined-captions", RAW))
            .toStream(Named.as("joined-caption-stream"))
            .processValues(this::commitWhenIdle, Named.as("joined-captions-commit"))
            .process(
                () -> new CaptionJudge(lifecycle(), this::ledger, this::judge),
                Named.as("caption-judge"),
                CAPTIONS_STORE,
                DEADLINES_STORE,
                JUDGE_STORE,
                RECENT_PAIRS_STORE);
    publish(judged, "judged-caption");
  }

  /** Those who walk through the captions from time to time, without a record that calls them. */
  private KStream<byte[], Emission> walk(KStream<byte[], Emission> taken) {
    KStream<byte[], Emission> asked =
        taken.process(
            CaptionRejudger::new,
            Named.as("caption-rejudger"),
            CAPTIONS_STORE,
            JUDGE_STORE,
            CAPTION_WALKS_STORE);
    if (settings.stateTtl().isEmpty()) {
      return asked;
    }
    Duration ttl = settings.stateTtl().get();
    KStream<byte[], Emission> ended =
        taken.process(
            () -> new CaptionExpiry(lifecycle(), this::ledger, ttl),
            Named.as("caption-expiry"),
            CAPTIONS_STORE,
            DEADLINES_STORE,
            CAPTION_WALKS_STORE);
    publish(ended, "ended-caption");
    return asked.merge(ended, Named.as("walked-captions"));
  }

  /** What was met on a walk comes back to the task that it was met in. */
  private KStream<byte[], Emission> revisit(KStream<byte[], Emission> walked) {
    return walked
        .filter((key, emission) -> emission instanceof CaptionRevisit, Named.as("caption-revisits"))
        .mapValues(emission -> (CaptionRevisit) emission, Named.as("caption-revisit-records"))
        .repartition(
            Repartitioned.<byte[], CaptionRevisit>as("caption-revisits")
                .withKeySerde(RAW)
                .withValueSerde(CaptionRevisit.serde())
                .withStreamPartitioner(CaptionRevisits.partitioner()))
        .processValues(this::commitWhenIdle, Named.as("caption-revisits-commit"))
        .processValues(CaptionRevisits::new, Named.as("caption-revisit"), CAPTIONS_STORE);
  }

  /** Alerts are looked up by whoever decides; decisions come back to the captions' tasks. */
  private void acceptDecisions(StreamsBuilder builder) {
    builder.addGlobalStore(
        Stores.timestampedKeyValueStoreBuilder(
                Stores.persistentTimestampedKeyValueStore(ALERTS_STORE), TEXT, RAW)
            .withLoggingDisabled(),
        settings.topics().mismatchAlerts(),
        Consumed.with(TEXT, RAW).withName("published-alerts"),
        () -> new StandingAlerts(standingAlerts));
    KStream<byte[], Emission> decided =
        builder.stream(
                settings.alertDecisionsTopic(),
                Consumed.with(RAW, AlertDecision.SERDE)
                    .withName("alert-decisions")
                    .withTimestampExtractor(new EventTimestampExtractor()))
            .processValues(this::commitWhenIdle, Named.as("alert-decisions-commit"))
            .process(
                () -> new AlertDecisions(lifecycle(), this::ledger),
                Named.as("alert-decision-intake"),
                CAPTIONS_STORE,
                DEADLINES_STORE);
    publish(decided, "decided-alert");
  }

  /** Last, so that the tasks of all others keep their numbers. */
  private void answerDetections(StreamsBuilder builder) {
    builder.globalTable(
        settings.imageUrisTopic(),
        Consumed.with(TEXT, TEXT).withName("published-image-uris"),
        Materialized.<String, String, KeyValueStore<Bytes, byte[]>>as(IMAGE_URIS_STORE)
            .withKeySerde(TEXT)
            .withValueSerde(TEXT));
    KStream<byte[], Emission> answered =
        source(builder, settings.topics().detectionRequests(), "detection-requests")
            .processValues(
                processor(this::detectionIntake, "failed-detection-requests"),
                Named.as("detection-intake"));
    publish(answered, "detection");
  }

  private KStream<byte[], byte[]> source(StreamsBuilder builder, String topic, String name) {
    return builder.stream(
            topic,
            Consumed.with(RAW, RAW)
                .withName(name)
                .withTimestampExtractor(new EventTimestampExtractor()))
        .processValues(this::commitWhenIdle, Named.as(name + "-commit"));
  }

  private <K, V> FixedKeyProcessor<K, V, V> commitWhenIdle() {
    return new CommitWhenIdle<>(idleMoments);
  }

  private static void publish(KStream<byte[], Emission> emissions, String name) {
    emissions
        .filter(
            (key, emission) -> emission instanceof Publication, Named.as(name + "-publications"))
        .mapValues(emission -> (Publication) emission, Named.as(name + "-records"))
        .to(
            (key, publication, context) -> publication.topic(),
            Produced.with(RAW, Publication.serde()).withName(name + "-sink"));
  }

  private FixedKeyProcessorSupplier<byte[], byte[], Emission> processor(
      Supplier<Intake> intakes, String versions, StoreBuilder<?>... stores) {
    Set<StoreBuilder<?>> all = new HashSet<>(List.of(stores));
    all.add(ReplayAwareIntake.store(versions));
    return new FixedKeyProcessorSupplier<>() {
      @Override
      public FixedKeyProcessor<byte[], byte[], Emission> get() {
        return budget.counting(
            new IntakeProcessor(
                new ReplayAwareIntake(intakes.get(), versions), deadLetters, intakeMeters));
      }

      @Override
      public Set<StoreBuilder<?>> stores() {
        return all;
      }
    };
  }

  private Intake imageIntake() {
    return new ImageIntake(
        settings.topics(), readers.images(), this::labeller, records, this::imageUris, publisher());
  }

  private Intake detectionIntake() {
    return new DetectionIntake(
        settings.topics().detections(),
        serdes.reader(DetectionRequest.class),
        detections,
        this::imageUris,
        publisher());
  }

  private ImageUris imageUris(ProcessingContext context) {
    return new ImageUris(settings.imageUrisTopic(), context.getStateStore(IMAGE_URIS_STORE));
  }

  private Labeller labeller(ProcessingContext context) {
    return new Labeller(
        labelEmbeddings,
        new ZeroShotClassifier(settings.model().logitScale()),
        settings.defaultLabels(),
        context.getStateStore(LABEL_SETS_STORE),
        labelSetChanges::get);
  }

  private Intake captionIntake() {
    return new CaptionIntake(readers.captions(), records, lifecycle(), this::ledger);
  }

  private CaptionLifecycle lifecycle() {
    return new CaptionLifecycle(settings.judging().policy(), settings.alertTimes());
  }

  private CaptionLedger ledger(ProcessingContext context) {
    return new CaptionLedger(
        settings.topics(),
        records,
        publisher(),
        context.getStateStore(CAPTIONS_STORE),
        new DeadlineQueue(context.getStateStore(DEADLINES_STORE)),
        alertMeters);
  }

  private TaskJudge judge(ProcessingContext context) {
    KeyValueStore<String, JudgeState> states = context.getStateStore(JUDGE_STORE);
    KeyValueStore<String, Reservoir.Held> pairs = context.getStateStore(RECENT_PAIRS_STORE);
    Reservoir.Position position =
        Optional.ofNullable(states.get(TaskJudge.STATE_KEY))
            .map(JudgeState::recent)
            .orElse(Reservoir.Position.START);
    return new TaskJudge(
        settings.judging(),
        settings
            .judging()
            .recent()
            .map(
                recent ->
                    new RecentPairs(new Reservoir(recent.size(), recent.seed()), pairs, position)),
        states,
        new PairMeters(meters, context.taskId().partition()));
  }

  private Publisher publisher() {
    return new Publisher(serdes.writer(), settings.limits());
  }

  private static <V> StoreBuilder<KeyValueStore<String, V>> store(String name, Serde<V> values) {
    return Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(name), TEXT, values);
  }

  /** Not cached: a cache would hold changes back until the next commit. */
  private static <K, V> Materialized<K, V, KeyValueStore<Bytes, byte[]>> table(
      String name, Serde<K> keys, Serde<V> values) {
    return Materialized.<K, V, KeyValueStore<Bytes, byte[]>>as(name)
        .withKeySerde(keys)
        .withValueSerde(values)
        .withCachingDisabled();
  }
}
