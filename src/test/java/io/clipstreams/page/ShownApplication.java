package io.clipstreams.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstreams.LabelSet;
import io.clipstreams.app.EmbeddingModel;
import io.clipstreams.app.ServedApplication;
import io.clipstreams.client.EventProducer;
import io.clipstreams.client.KafkaClients;
import io.clipstreams.client.ProduceReport;
import io.clipstreams.config.ClipConfig;
import io.clipstreams.local.LocalStack;
import io.clipstreams.local.Sample;
import io.clipstreams.local.Samples;
import io.clipstreams.serde.AvroSerdes;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;

/** The application with broker, registry and the bundled model, and a way to send it records. */
final class ShownApplication implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofMinutes(1);

  private final LocalStack stack;
  private final EmbeddingModel model;
  private final ServedApplication served;
  private final AvroSerdes serdes;
  private final Admin admin;
  private final EventProducer events;
  private final Map<String, Sample> samples = new HashMap<>();

  private ShownApplication(LocalStack stack) {
    this.stack = stack;
    ClipConfig config =
        ClipConfig.of(
            Map.of(
                "bootstrap.servers", stack.bootstrapServers(),
                "apicurio.registry.url", stack.registryUrl(),
                "state.dir", stack.stateDirectory().toString(),
                "clip.http.port", "0",
                "clip.topics.auto.create", "true",
                "clip.topics.replication.factor", "1",
                "clip.topics.partitions", "3"));
    model = EmbeddingModel.load(config);
    served = ServedApplication.start(config, model);
    served.application().awaitRunning(START_LIMIT);
    serdes = new AvroSerdes(config);
    admin = new KafkaClients(config).connect();
    events = new EventProducer(config, serdes, admin);
    Samples.load().forEach(sample -> samples.put(sample.id(), sample));
  }

  static ShownApplication start() {
    return new ShownApplication(LocalStack.start(new LocalStack.Settings(0, 0, Optional.empty())));
  }

  String address() {
    return served.http().url() + "/";
  }

  int port() {
    return served.http().port();
  }

  /** Sends samples with a caption each that fits and one that does not. */
  void produceSamples(List<String> ids) {
    for (String id : ids) {
      Sample sample = samples.get(id);
      image(id, id);
      caption(sample.captionId(), id, sample.caption());
      caption(sample.wrongCaptionId(), id, sample.wrongCaption());
    }
  }

  List<String> sampleIds() {
    return samples.keySet().stream().sorted().toList();
  }

  /** Sends a sample's picture under an id. */
  void image(String imageId, String sampleId) {
    send(report -> events.image(imageId, samples.get(sampleId).content(), report));
  }

  void caption(String captionId, String imageId, String text) {
    send(report -> events.caption(captionId, imageId, text, report));
  }

  void labels(String name, List<String> labels) {
    send(
        report ->
            events.labelSet(
                name, new LabelSet(labels, List.of("a photo of a {}"), true, 5), report));
  }

  private void send(java.util.function.Consumer<ProduceReport> what) {
    ProduceReport report = new ProduceReport();
    what.accept(report);
    events.flush();
    assertThat(report.refused()).isEmpty();
  }

  @Override
  public void close() {
    events.close();
    admin.close();
    serdes.close();
    served.close();
    model.close();
    stack.close();
  }
}
