package io.clipstreams.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstreams.config.ClipConfig;
import io.clipstreams.config.TopicNames;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class TopicSpecTest {
  private static final TopicNames NAMES = new TopicNames("in.", "out.");
  private static final TopicSettings SETTINGS = TopicSettings.of(ClipConfig.of(Map.of()));

  private static Map<String, String> configs(TopicSettings settings, String key) {
    Map<String, String> values = new TreeMap<>();
    for (TopicSpec spec : TopicSpec.all(NAMES, settings)) {
      if (spec.configs().containsKey(key)) {
        values.put(spec.name(), spec.configs().get(key));
      }
    }
    return values;
  }

  @Test
  void allTopicsOfTheContractAreThere() {
    assertThat(TopicSpec.all(NAMES, SETTINGS))
        .hasSize(NAMES.inputs().size() + NAMES.outputs().size())
        .extracting(TopicSpec::name)
        .containsAll(NAMES.inputs())
        .containsAll(NAMES.outputs());
    assertThat(TopicSpec.all(NAMES, SETTINGS))
        .allMatch(spec -> spec.partitions() == 6 && spec.replicationFactor() == -1);
  }

  @Test
  void statesAreCompactedAndEventsDeleted() {
    assertThat(configs(SETTINGS, "cleanup.policy"))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "in.images", "compact",
                "in.captions", "compact",
                "in.label-sets", "compact",
                "in.detection-requests", "delete",
                "out.enriched-images", "compact",
                "out.enriched-captions", "compact",
                "out.mismatch-alerts", "compact",
                "out.detections", "delete",
                "out.dead-letters", "delete"));
    assertThat(configs(SETTINGS, "retention.ms")).isEmpty();
  }

  @Test
  void aRetentionSwitchesImagesAndCaptionsToDelete() {
    TopicSettings settings = SETTINGS.withRetention(Duration.ofDays(2));

    assertThat(configs(settings, "cleanup.policy"))
        .containsEntry("in.images", "delete")
        .containsEntry("in.captions", "delete")
        .containsEntry("in.label-sets", "compact")
        .containsEntry("out.enriched-images", "compact");
    assertThat(configs(settings, "retention.ms"))
        .containsOnlyKeys(
            List.of(
                "in.images",
                "in.captions",
                "in.detection-requests",
                "out.detections",
                "out.dead-letters"))
        .allSatisfy((topic, millis) -> assertThat(millis).isEqualTo("172800000"));
  }

  @Test
  void recordsOfTheLargestImageFitAndSoDoTheirDeadLetters() {
    int images = (16 << 20) + (64 << 10);
    assertThat(configs(SETTINGS, "max.message.bytes"))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "in.images", Integer.toString(images),
                "in.detection-requests", Integer.toString(images),
                "out.dead-letters", Integer.toString(images + (1 << 20))));
  }
}
