package io.clipstreams.client;

import io.clipstreams.config.TopicNames;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.CreateTopicsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Makes topics and tells what they are. */
public final class Topics {
  private static final Duration PROPAGATION_LIMIT = Duration.ofSeconds(10);
  private static final Duration PROPAGATION_PAUSE = Duration.ofMillis(50);

  private final Admin admin;

  /**
   * @param admin a connected client; not closed here
   */
  public Topics(Admin admin) {
    this.admin = Objects.requireNonNull(admin, "admin");
  }

  /**
   * What became of a topic that was to be made.
   *
   * @param name its full name
   * @param created whether it was made now; else it was there before
   * @param differences where one that was there before is not what it should be, in words
   */
  public record Outcome(String name, boolean created, List<String> differences) {
    public Outcome {
      differences = List.copyOf(differences);
    }
  }

  /**
   * Makes all topics of the contract that do not exist; those that do are left as they are.
   *
   * @return one outcome a topic, inputs first
   * @throws KafkaException if the broker does not answer or refuses
   */
  public List<Outcome> createAll(TopicNames names, TopicSettings settings) {
    List<TopicSpec> specs = TopicSpec.all(names, settings);
    CreateTopicsResult results =
        admin.createTopics(specs.stream().map(TopicSpec::toNewTopic).toList());
    List<String> existing = new ArrayList<>();
    for (TopicSpec spec : specs) {
      try {
        Answers.await(results.values().get(spec.name()));
      } catch (TopicExistsException e) {
        existing.add(spec.name());
      }
    }
    Map<String, TopicDescription> known = awaitKnown(specs.stream().map(TopicSpec::name).toList());
    known.keySet().removeAll(existing);
    awaitLeaders(known.values());
    Map<String, TopicState> found = describe(existing);
    return specs.stream().map(spec -> outcome(spec, existing, found)).toList();
  }

  /**
   * Waits until a topic that has just been made takes records.
   *
   * @throws KafkaException if the brokers do not know of it in time, or a leader does not answer
   */
  public void await(String name) {
    awaitLeaders(awaitKnown(List.of(name)).values());
  }

  /** The controller answers before every broker knows: who asks one next would find nothing. */
  private Map<String, TopicDescription> awaitKnown(Collection<String> names) {
    Deadline deadline = Deadline.in(PROPAGATION_LIMIT);
    Map<String, TopicDescription> known = descriptions(names);
    while (!known.keySet().containsAll(names)) {
      deadline.pause(PROPAGATION_PAUSE);
      known = descriptions(names);
    }
    return known;
  }

  /**
   * A broker may name itself the leader before it has the log. A producer whose first batch is
   * refused then, and whose second is not, never gets rid of the first (KAFKA-15591). Only a leader
   * that has the log answers for its end.
   */
  private void awaitLeaders(Collection<TopicDescription> topics) {
    Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
    for (TopicDescription topic : topics) {
      topic
          .partitions()
          .forEach(
              partition ->
                  ends.put(
                      new TopicPartition(topic.name(), partition.partition()),
                      OffsetSpec.latest()));
    }
    Answers.await(admin.listOffsets(ends).all());
  }

  private static Outcome outcome(
      TopicSpec spec, List<String> existing, Map<String, TopicState> found) {
    TopicState state = found.get(spec.name());
    return new Outcome(
        spec.name(),
        !existing.contains(spec.name()),
        state == null ? List.of() : state.differencesFrom(spec));
  }

  /**
   * Those that do not exist.
   *
   * @throws KafkaException if the broker does not answer or refuses
   */
  public List<String> missing(Collection<String> names) {
    Map<String, TopicDescription> found = descriptions(names);
    return names.stream().filter(name -> !found.containsKey(name)).toList();
  }

  /**
   * What topics are; those that do not exist are left out.
   *
   * @throws KafkaException if the broker does not answer or refuses
   */
  public Map<String, TopicState> describe(Collection<String> names) {
    Map<String, TopicDescription> found = descriptions(names);
    Map<ConfigResource, Config> configs =
        Answers.await(
            admin.describeConfigs(found.keySet().stream().map(Topics::resource).toList()).all());
    Map<String, TopicState> states = new TreeMap<>();
    found.forEach(
        (name, description) -> states.put(name, state(description, configs.get(resource(name)))));
    return states;
  }

  private Map<String, TopicDescription> descriptions(Collection<String> names) {
    Map<String, TopicDescription> found = new TreeMap<>();
    admin
        .describeTopics(names)
        .topicNameValues()
        .forEach(
            (name, answer) -> {
              try {
                found.put(name, Answers.await(answer));
              } catch (UnknownTopicOrPartitionException e) {
                // Its absence from the result says it.
              }
            });
    return found;
  }

  private static TopicState state(TopicDescription description, Config config) {
    Map<String, String> settings =
        config.entries().stream()
            .filter(entry -> entry.value() != null)
            .collect(Collectors.toMap(ConfigEntry::name, ConfigEntry::value));
    return new TopicState(
        description.name(),
        description.partitions().size(),
        description.partitions().get(0).replicas().size(),
        settings);
  }

  private static ConfigResource resource(String topic) {
    return new ConfigResource(ConfigResource.Type.TOPIC, topic);
  }
}
