package io.clipstreams.app;

import io.clipstreams.client.KafkaClients;
import io.clipstreams.config.ClipConfig;
import io.clipstreams.config.HttpConfig;
import io.clipstreams.failure.ProcessingException;
import io.clipstreams.index.IndexCounts;
import io.clipstreams.index.IndexException;
import io.clipstreams.inference.CheckedEncoder;
import io.clipstreams.inference.Encoder;
import io.clipstreams.scoring.ZeroShotClassifier;
import io.clipstreams.web.ProblemException;
import io.clipstreams.web.Routes;
import io.clipstreams.web.api.AlertRoutes;
import io.clipstreams.web.api.ApiJson;
import io.clipstreams.web.api.ApiLimits;
import io.clipstreams.web.api.Bodies;
import io.clipstreams.web.api.CaptionRoutes;
import io.clipstreams.web.api.Catalog;
import io.clipstreams.web.api.ClassifyRoutes;
import io.clipstreams.web.api.DetectRoutes;
import io.clipstreams.web.api.EmbedRoutes;
import io.clipstreams.web.api.EventFeed.Change;
import io.clipstreams.web.api.EventFeed.Kind;
import io.clipstreams.web.api.EventFeed.Wish;
import io.clipstreams.web.api.EventRoutes;
import io.clipstreams.web.api.ImageRoutes;
import io.clipstreams.web.api.InferenceDesk;
import io.clipstreams.web.api.LabelSetRoutes;
import io.clipstreams.web.api.ModelView;
import io.clipstreams.web.api.OpenApiRoutes;
import io.clipstreams.web.api.SearchRoutes;
import io.clipstreams.web.api.SimilarityRoutes;
import io.clipstreams.web.api.StatusRoutes;
import io.clipstreams.web.api.StatusView;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.streams.errors.InvalidStateStoreException;

/** The HTTP API of a running application: its routes, and what they ask. */
public final class HttpApi implements AutoCloseable {
  private static final Duration INDEX_PATIENCE = Duration.ofSeconds(1);
  private static final int STEP_MILLIS = 10;

  /** Of what is shown again to one client: the latest. */
  private static final int REPLAYED_CHARACTERS = 1 << 20;

  private final ClipConfig config;
  private final Application application;
  private final EmbeddingModel model;
  private final Optional<OutputIndex> index;
  private final IndexCatalog catalog;
  private final StreamLabelSets sets;
  private final OutputTail tail;
  private final EventRoutes events;
  private final RecentRates rates;
  private final ModelView shown;
  private final Instant startedAt = Instant.now();

  private HttpApi(
      ClipConfig config,
      Application application,
      EmbeddingModel model,
      Optional<OutputIndex> index,
      MeterRegistry meters) {
    this.config = config;
    this.application = application;
    this.model = model;
    this.index = index;
    this.shown =
        new ModelView(
            model.identity().name(),
            model.identity().revision(),
            OutputIndex.indexed(model).dimensions());
    this.catalog = new IndexCatalog(index.map(OutputIndex::search));
    this.sets = StreamLabelSets.open(config, application);
    this.tail =
        new OutputTail(
            new KafkaClients(config)::consumer,
            new OutputEventReader(
                config.topics().names(), application.events(), catalog::thumbnailPath));
    this.events =
        new EventRoutes(
            new OutputFeed(tail, this::latest),
            config.http().eventsClients(),
            config.http().requestTimeout());
    this.rates =
        new RecentRates(
            meters, config.topics().names().images(), config.topics().names().captions());
  }

  /** Opens it; the application and the index are not closed with it. */
  static HttpApi open(
      ClipConfig config,
      Application application,
      EmbeddingModel model,
      Optional<OutputIndex> index,
      MeterRegistry meters) {
    HttpApi api = new HttpApi(config, application, model, index, meters);
    api.tail.start();
    api.rates.start();
    return api;
  }

  /**
   * All routes.
   *
   * @param alerts takes decisions
   */
  List<Routes> routes(AlertDesk alerts) {
    HttpConfig http = config.http();
    Encoder encoder = new CheckedEncoder(model.encoder());
    InferenceDesk desk = new InferenceDesk(encoder, http.inferenceMax(), http.inferenceTimeout());
    Bodies bodies = new Bodies(http.requestMaxBytes().bytes(), http.bodiesMaxBytes().bytes());
    ApiLimits limits =
        new ApiLimits(
            http.textsMax(),
            http.imagesMax(),
            config.judging().labelsMaxPrompts(),
            config.detection().maxPrompts(),
            Math.toIntExact(config.text().maxBytes().bytes()));
    return List.of(
        new EmbedRoutes(desk, bodies, shown, limits),
        new ClassifyRoutes(
            desk,
            bodies,
            new ZeroShotClassifier(model.identity().logitScale()),
            shown,
            catalog,
            sets,
            limits),
        new SimilarityRoutes(desk, bodies, shown, catalog, limits),
        new DetectRoutes(
            desk,
            bodies,
            ConfiguredDetection.settings(config.detection(), model.calibration()),
            shown,
            this::original,
            limits),
        new SearchRoutes(desk, bodies, shown, catalog),
        new ImageRoutes(catalog),
        new CaptionRoutes(catalog),
        new AlertRoutes(catalog, alerts::accept),
        new LabelSetRoutes(sets, bodies, limits),
        new StatusRoutes(this::status),
        events,
        new OpenApiRoutes());
  }

  private Optional<byte[]> original(String imageId) throws ProcessingException {
    try {
      return application.fetchAgain(imageId);
    } catch (InvalidStateStoreException notNow) {
      throw ProblemException.unavailable(
          "the stream is starting; try again when /health/ready is UP", notNow);
    }
  }

  private StatusView status() {
    RecentRates.Rate rate = rates.rate();
    OptionalLong behind = index.map(OutputIndex::lag).orElse(OptionalLong.empty());
    return new StatusView(
        shown,
        application.running(),
        application.ready(),
        index.map(HttpApi::records),
        new StatusView.Rate(rate.images(), rate.captions()),
        application.running()
            ? Optional.of((long) application.progress().waiting())
            : Optional.empty(),
        config.judging().policy(),
        startedAt,
        new StatusView.Indexing(
            behind.isPresent() ? Optional.of(behind.getAsLong()) : Optional.empty()));
  }

  private static StatusView.Records records(OutputIndex index) {
    try {
      IndexCounts counts = index.search().counts();
      return new StatusView.Records(counts.images(), counts.captions(), counts.raisedAlerts());
    } catch (IndexException failure) {
      throw ProblemException.unavailable("the index cannot be read now", failure);
    }
  }

  /** The latest of each kind, oldest first. */
  private List<OutputFeed.Replayed> latest(Wish wish, EventPositions begin) {
    awaitIndex(begin);
    List<OutputFeed.Replayed> all = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      if (wish.kinds().contains(kind)) {
        List<OutputFeed.Replayed> some = fitting(latest(kind, wish.replay()));
        Collections.reverse(some);
        all.addAll(some);
      }
    }
    return all;
  }

  private static List<OutputFeed.Replayed> fitting(List<OutputFeed.Replayed> newestFirst) {
    List<OutputFeed.Replayed> fitting = new ArrayList<>();
    long length = 0;
    for (OutputFeed.Replayed replayed : newestFirst) {
      length += replayed.json().length();
      if (length > REPLAYED_CHARACTERS) {
        break;
      }
      fitting.add(replayed);
    }
    return fitting;
  }

  /** What is replayed should end where events go on: the index follows the same topics. */
  private void awaitIndex(EventPositions begin) {
    long end = System.nanoTime() + INDEX_PATIENCE.toNanos();
    try {
      while (index.isPresent() && !index.get().shows(begin) && System.nanoTime() - end < 0) {
        Thread.sleep(STEP_MILLIS);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private List<OutputFeed.Replayed> latest(Kind kind, int count) {
    return switch (kind) {
      case IMAGE ->
          catalog.images(count, Optional.empty()).items().stream()
              .map(image -> replayed(kind, image.imageId(), image.eventTime(), image))
              .toList();
      case CAPTION ->
          catalog.captions(count, Optional.empty()).items().stream()
              .map(caption -> replayed(kind, caption.captionId(), caption.eventTime(), caption))
              .toList();
      case ALERT ->
          catalog
              .alerts(
                  new Catalog.AlertFilter(Optional.empty(), Optional.empty()),
                  count,
                  Optional.empty())
              .items()
              .stream()
              .map(
                  alert ->
                      replayed(
                          kind,
                          alert.captionId(),
                          alert.resolvedAt().orElse(alert.raisedAt()),
                          alert))
              .toList();
    };
  }

  private static OutputFeed.Replayed replayed(Kind kind, String key, Instant time, Object value) {
    return new OutputFeed.Replayed(
        kind,
        ApiJson.text(
            new Change(key, Optional.empty(), Optional.empty(), time, Optional.of(value))));
  }

  /** Disconnects who follows events: the server waits for all answers to end. */
  void disconnect() {
    events.close();
  }

  /** To be closed when no request comes any more. */
  @Override
  public void close() {
    events.close();
    tail.close();
    rates.close();
    sets.close();
  }
}
