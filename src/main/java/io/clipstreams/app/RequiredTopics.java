package io.clipstreams.app;

import io.clipstreams.client.Answers;
import io.clipstreams.client.TopicSettings;
import io.clipstreams.client.TopicState;
import io.clipstreams.client.Topics;
import io.clipstreams.config.ClipConfig;
import io.clipstreams.topology.OutputLimits;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The topics that have to be there before the stream starts. */
final class RequiredTopics {
  private static final Logger LOG = LoggerFactory.getLogger(RequiredTopics.class);

  private final Admin admin;
  private final ClipConfig config;

  RequiredTopics(Admin admin, ClipConfig config) {
    this.admin = Objects.requireNonNull(admin, "admin");
    this.config = Objects.requireNonNull(config, "config");
  }

  /**
   * Makes sure that inputs and outputs are there, making them if configured so.
   *
   * @throws StartRefusedException if one is missing
   */
  void requireInputsAndOutputs() {
    Topics topics = new Topics(admin);
    if (config.topics().autoCreate()) {
      topics.createAll(config.topics().names(), TopicSettings.of(config)).stream()
          .filter(Topics.Outcome::created)
          .forEach(outcome -> LOG.info("Created topic {}", outcome.name()));
      return;
    }
    List<String> missing = topics.missing(inputsAndOutputs());
    if (!missing.isEmpty()) {
      throw new StartRefusedException(
          "%s missing: %s. Create them with 'clip-streams topics create', or set clip.topics.auto.create=true"
              .formatted(
                  missing.size() == 1 ? "a topic is" : missing.size() + " topics are",
                  String.join(", ", missing)));
    }
  }

  /** Makes an internal topic of one partition, unless it is there. */
  void createInternal(String name, String cleanupPolicy) {
    createInternal(name, cleanupPolicy, 1);
  }

  /** Makes an internal topic with as many partitions as another has, unless it is there. */
  void createInternalBeside(String other, String name, String cleanupPolicy) {
    int partitions = new Topics(admin).describe(List.of(other)).get(other).partitions();
    createInternal(name, cleanupPolicy, partitions);
  }

  private void createInternal(String name, String cleanupPolicy, int partitions) {
    Map<String, String> settings = new HashMap<>();
    settings.put(TopicConfig.CLEANUP_POLICY_CONFIG, cleanupPolicy);
    settings.put(TopicConfig.RETENTION_MS_CONFIG, "-1");
    short replication = config.topics().replicationFactor();
    NewTopic topic =
        new NewTopic(
                name,
                Optional.of(partitions),
                replication < 0 ? Optional.empty() : Optional.of(replication))
            .configs(settings);
    try {
      Answers.await(admin.createTopics(List.of(topic)).all());
      new Topics(admin).await(name);
    } catch (TopicExistsException exists) {
      LOG.debug("Internal topic {} is there already", name, exists);
    }
  }

  /** How large the records of each output may be. */
  OutputLimits limits() {
    Map<String, Integer> bytes = new HashMap<>();
    for (TopicState state :
        new Topics(admin).describe(config.topics().names().outputs()).values()) {
      Optional.ofNullable(state.configs().get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG))
          .ifPresent(limit -> bytes.put(state.name(), Integer.valueOf(limit)));
    }
    return new OutputLimits(bytes, OutputLimits.BROKER_DEFAULT_BYTES);
  }

  private List<String> inputsAndOutputs() {
    List<String> names = new ArrayList<>(config.topics().names().inputs());
    names.addAll(config.topics().names().outputs());
    return names;
  }
}
