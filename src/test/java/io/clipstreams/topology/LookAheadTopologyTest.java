package io.clipstreams.topology;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.clipstreams.CaptionEvent;
import io.clipstreams.ImageEvent;
import io.clipstreams.inference.FakeEncoder;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The look-ahead changes when work is done, never what comes of it. */
class LookAheadTopologyTest {
  private static final int RECORDS = 600;
  private static final int POLL = 50;

  @TempDir private Path plainDir;
  @TempDir private Path aheadDir;

  private record Input(boolean image, byte[] key, byte[] value) {}

  private static List<Input> inputs(long seed) {
    Random random = new Random(seed);
    List<Input> inputs = new ArrayList<>();
    for (int i = 0; i < RECORDS; i++) {
      boolean image = random.nextBoolean();
      byte[] key = random.nextInt(50) == 0 ? null : ("key-" + random.nextInt(20)).getBytes(UTF_8);
      inputs.add(new Input(image, key, value(image, random)));
    }
    return inputs;
  }

  private static byte[] value(boolean image, Random random) {
    return switch (random.nextInt(10)) {
      case 0 -> null;
      case 1 -> "no avro".getBytes(UTF_8);
      case 2 -> image ? image("bad") : caption("bad", random);
      case 3 -> image ? image("") : caption(" ", random);
      default -> {
        String content = "content " + random.nextInt(8);
        yield image ? image(content) : caption(content, random);
      }
    };
  }

  private static byte[] image(String content) {
    ByteBuffer bytes = ByteBuffer.wrap(content.getBytes(UTF_8));
    return TopologyFixture.avro(new ImageEvent(bytes, null, null, Map.of()));
  }

  private static byte[] caption(String text, Random random) {
    String imageId = random.nextInt(20) == 0 ? "" : "key-" + random.nextInt(20);
    return TopologyFixture.avro(new CaptionEvent(imageId, text, Map.of()));
  }

  private static List<String> outputs(Path dir, Optional<LookAheadLimits> limits, long seed) {
    try (TopologyFixture stream =
        new TopologyFixture(dir, TopologyFixture.settings(), new FakeEncoder(), limits)) {
      List<Input> inputs = inputs(seed);
      long imageOffset = 0;
      long captionOffset = 0;
      for (int from = 0; from < RECORDS; from += POLL) {
        List<Input> poll = inputs.subList(from, from + POLL);
        for (Input input : poll) {
          long offset = input.image() ? imageOffset++ : captionOffset++;
          String topic =
              input.image() ? TopologyFixture.TOPICS.images() : TopologyFixture.TOPICS.captions();
          stream.readers.polled(new ConsumerRecord<>(topic, 0, offset, input.key(), input.value()));
        }
        for (Input input : poll) {
          TestInputTopic<byte[], byte[]> topic = input.image() ? stream.images : stream.captions;
          topic.pipeInput(new TestRecord<>(input.key(), input.value(), new RecordHeaders(), 1L));
        }
      }
      List<String> outputs = new ArrayList<>();
      stream.enrichedImages().forEach(r -> outputs.add(r.key() + r.value()));
      stream.enrichedCaptions().forEach(r -> outputs.add(r.key() + r.value()));
      stream.alerts().forEach(r -> outputs.add(r.key() + r.value()));
      stream
          .deadLetters()
          .forEach(
              r ->
                  outputs.add(
                      TopologyFixture.header(r, "__streams.errors.offset")
                          + TopologyFixture.header(r, "clip.errors.code")));
      return outputs;
    }
  }

  @Test
  void outputsAreTheSameWithAndWithoutIt() {
    for (long seed = 1; seed <= 2; seed++) {
      List<String> plain = outputs(plainDir.resolve("" + seed), Optional.empty(), seed);
      LookAheadLimits ample = new LookAheadLimits(1 << 20, 1_000);
      LookAheadLimits scarce = new LookAheadLimits(1_000, 20);
      assertThat(plain).hasSizeGreaterThan(100);
      assertThat(outputs(aheadDir.resolve("a" + seed), Optional.of(ample), seed)).isEqualTo(plain);
      assertThat(outputs(aheadDir.resolve("s" + seed), Optional.of(scarce), seed)).isEqualTo(plain);
    }
  }
}
