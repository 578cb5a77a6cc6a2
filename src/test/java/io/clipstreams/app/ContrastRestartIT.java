package io.clipstreams.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstreams.AlertState;
import io.clipstreams.EnrichedCaption;
import io.clipstreams.EnrichedImage;
import io.clipstreams.MismatchAlert;
import io.clipstreams.Verdict;
import io.clipstreams.client.KafkaClients;
import io.clipstreams.client.TopicSettings;
import io.clipstreams.client.Topics;
import io.clipstreams.config.ClipConfig;
import io.clipstreams.config.TopicNames;
import io.clipstreams.inference.FakeEncoder;
import io.clipstreams.local.KafkaAndRegistry;
import io.clipstreams.topology.ModelIdentity;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Verdicts of policy contrast rest on what a task has seen. Restarts do not change them: what was
 * recent is kept with its store, comes back from the changelog when that is lost, and knows nothing
 * of what was not committed.
 */
class ContrastRestartIT {
  private static final int IMAGES = 12;
  private static final int WARM_UP = 6;
  private static final int SIZE = 8;

  /** More than two generations of a sample of that size. */
  private static final int CAPTIONS = 150;

  private static final int FIRST = 4;
  private static final int SECOND = 70;
  private static final int THIRD = 110;

  @RegisterExtension static final KafkaAndRegistry SERVICES = new KafkaAndRegistry();

  @TempDir private Path directory;

  private record Outcome(List<EnrichedCaption> captions, List<MismatchAlert> alerts) {}

  @Test
  void restartsChangeNoVerdict() throws Exception {
    FutureTask<Outcome> beside = new FutureTask<>(this::unbroken);
    new Thread(beside, "unbroken").start();
    Outcome broken = broken();
    Outcome unbroken = beside.get();
    requireInteresting(unbroken);
    assertThat(broken).isEqualTo(unbroken);
  }

  private Outcome unbroken() throws Exception {
    try (Scenario scenario = new Scenario("unbroken");
        Application application = scenario.start()) {
      scenario.takeImages();
      scenario.judge(0, FIRST);
      scenario.judge(FIRST, WARM_UP);
      scenario.awaitCaptions(WARM_UP);
      scenario.judge(WARM_UP, SECOND);
      scenario.delete(1);
      scenario.judge(SECOND, THIRD);
      scenario.judge(THIRD, CAPTIONS);
      assertThat(application.live()).isTrue();
      return scenario.outcome();
    }
  }

  private Outcome broken() throws Exception {
    try (Scenario scenario = new Scenario("broken")) {
      try (Application application = scenario.start()) {
        scenario.takeImages();
        scenario.judge(0, FIRST);
        assertThat(application.live()).isTrue();
      }
      // In the midst of the warm-up, with the state that is there.
      FailingMeters meters = new FailingMeters();
      try (Application application = scenario.start(meters)) {
        scenario.judge(FIRST, WARM_UP);
        scenario.awaitCaptions(WARM_UP);
        scenario.judge(WARM_UP, SECOND);
        scenario.delete(1);
        meters.failSoon();
        scenario.produceCaptions(SECOND, THIRD);
        assertThat(application.awaitEnd()).isPresent();
      }
      // After a failure in the midst of a transaction, without local state.
      scenario.loseState();
      try (Application application = scenario.start()) {
        scenario.awaitCaptions(THIRD - SECOND);
        scenario.judge(THIRD, CAPTIONS);
        assertThat(application.live()).isTrue();
        return scenario.outcome();
      }
    }
  }

  /** Otherwise two outcomes could be the same for the wrong reasons. */
  private static void requireInteresting(Outcome outcome) {
    List<EnrichedCaption> byContrast =
        outcome.captions().stream()
            .filter(caption -> caption.getMatch().getPolicy().equals("contrast"))
            .toList();
    assertThat(byContrast).hasSize(CAPTIONS);
    assertThat(byContrast)
        .extracting(caption -> caption.getMatch().getVerdict())
        .contains(Verdict.MATCH, Verdict.MISMATCH);
    assertThat(outcome.captions()).hasSize(CAPTIONS + WARM_UP);
    assertThat(outcome.alerts())
        .extracting(MismatchAlert::getState)
        .contains(AlertState.RAISED, AlertState.RESOLVED);
  }

  /** Fails when an alert is counted that is one too many, in the midst of judging. */
  private static final class FailingMeters extends SimpleMeterRegistry {
    private final AtomicInteger left = new AtomicInteger(Integer.MAX_VALUE);

    void failSoon() {
      left.set(10);
    }

    @Override
    protected Counter newCounter(Meter.Id id) {
      Counter counter = super.newCounter(id);
      return id.getName().equals("clip.alerts.raised")
          ? new FailingCounter(counter, left)
          : counter;
    }
  }

  private record FailingCounter(Counter counter, AtomicInteger left) implements Counter {
    @Override
    public void increment(double amount) {
      counter.increment(amount);
      if (left.decrementAndGet() < 0) {
        throw new IllegalStateException("the test ends the stream here");
      }
    }

    @Override
    public double count() {
      return counter.count();
    }

    @Override
    public Id getId() {
      return counter.getId();
    }
  }

  /** One application and its topics. All records of a kind lie in one partition, in order. */
  private final class Scenario implements AutoCloseable {
    private final ClipConfig config;
    private final Path state;
    private final EventFeed feed;
    private final CommittedRecords<EnrichedCaption> captions;
    private int published;

    Scenario(String name) {
      state = directory.resolve(name);
      config =
          ClipConfig.of(
              Map.ofEntries(
                  Map.entry("application.id", name),
                  Map.entry("bootstrap.servers", SERVICES.bootstrapServers()),
                  Map.entry("apicurio.registry.url", SERVICES.registryUrl()),
                  Map.entry("state.dir", state.toString()),
                  Map.entry("clip.topic.prefix", name + "."),
                  Map.entry("clip.mismatch.policy", "contrast"),
                  Map.entry("clip.mismatch.contrast.min", "0.5"),
                  Map.entry("clip.mismatch.contrast.size", String.valueOf(SIZE)),
                  Map.entry("clip.mismatch.contrast.warmup", String.valueOf(WARM_UP)),
                  Map.entry("clip.mismatch.threshold", "0.1")));
      try (Admin admin = new KafkaClients(config).connect()) {
        new Topics(admin)
            .createAll(config.topics().names(), TopicSettings.of(config).withPartitions(1));
      }
      feed = new EventFeed(config);
      captions =
          new CommittedRecords<>(
              EnrichedCaption.class, config.topics().names().enrichedCaptions(), config);
    }

    Application start() {
      return start(new SimpleMeterRegistry());
    }

    Application start(MeterRegistry meters) {
      return Application.start(
          config,
          new EmbeddingModel(
              new ModelIdentity("fake", "revision-1", 10),
              new FakeEncoder(),
              OptionalDouble.empty()),
          meters);
    }

    void loseState() throws IOException {
      try (var files = Files.walk(state)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }

    /** So that no caption comes before its image. */
    void takeImages() throws Exception {
      for (int image = 0; image < IMAGES; image++) {
        feed.image(0, "i" + image, "picture " + image);
      }
      feed.flush();
      try (CommittedRecords<EnrichedImage> images =
          new CommittedRecords<>(EnrichedImage.class, names().enrichedImages(), config)) {
        images.await(IMAGES);
      }
    }

    /** Captions of which each gives one record, in their order. */
    void judge(int from, int to) throws Exception {
      produceCaptions(from, to);
      awaitCaptions(to - from);
    }

    void produceCaptions(int from, int to) throws Exception {
      for (int caption = from; caption < to; caption++) {
        feed.caption(0, "c" + caption, "i" + caption % IMAGES, "text " + caption);
      }
      feed.flush();
    }

    void delete(int caption) throws Exception {
      feed.noCaption(0, "c" + caption).flush();
      awaitCaptions(1);
    }

    void awaitCaptions(int more) {
      published += more;
      captions.await(published);
    }

    private TopicNames names() {
      return config.topics().names();
    }

    /** Captions and alerts are committed together. */
    Outcome outcome() {
      try (CommittedRecords<MismatchAlert> alerts =
          new CommittedRecords<>(MismatchAlert.class, names().mismatchAlerts(), config)) {
        return new Outcome(captions.now(), alerts.now());
      }
    }

    @Override
    public void close() {
      captions.close();
      feed.close();
    }
  }
}
