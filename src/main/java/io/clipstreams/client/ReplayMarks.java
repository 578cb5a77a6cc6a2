package io.clipstreams.client;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;

/**
 * Which dead letters have been replayed: an internal topic, compacted, of one partition, with a
 * letter's place as key and the time of its replay as value.
 */
public final class ReplayMarks {
  private final KafkaClients clients;
  private final String topic;

  /**
   * @param clients how to reach Kafka
   * @param applicationId the application that the letters are of
   */
  public ReplayMarks(KafkaClients clients, String applicationId) {
    this.clients = Objects.requireNonNull(clients, "clients");
    this.topic = applicationId + "-dead-letters-replayed";
  }

  /** The topic's name. */
  public String topic() {
    return topic;
  }

  /**
   * Makes the topic unless it is there.
   *
   * @param admin a connected client
   * @param replicationFactor how many copies are kept; -1 for the broker's default
   */
  public void create(Admin admin, short replicationFactor) {
    NewTopic wanted =
        new NewTopic(
                topic,
                Optional.of(1),
                replicationFactor < 0 ? Optional.empty() : Optional.of(replicationFactor))
            .configs(Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT));
    try {
      Answers.await(admin.createTopics(Set.of(wanted)).all());
    } catch (TopicExistsException there) {
      // As it should be from the second time on.
    }
    new Topics(admin).await(topic);
  }

  /**
   * The places of all letters that have been replayed; none if the topic does not exist.
   *
   * @param admin a connected client
   */
  public Set<String> read(Admin admin) {
    Set<String> places = new HashSet<>();
    if (new Topics(admin).missing(Set.of(topic)).isEmpty()) {
      new TopicSnapshot(clients, topic)
          .read(
              record -> {
                record.key().ifPresent(places::add);
                return true;
              });
    }
    return places;
  }

  /** The mark of a letter. */
  ProducerRecord<byte[], byte[]> of(DeadLetter letter, Clock clock) {
    return new ProducerRecord<>(topic, 0, utf8(letter.place()), utf8(clock.instant().toString()));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
