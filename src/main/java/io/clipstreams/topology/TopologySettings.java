package io.clipstreams.topology;

import io.clipstreams.config.TopicNames;
import io.clipstreams.scoring.LabelSetDefinition;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * What the topology is told.
 *
 * @param applicationId the application's id; begins the names of its internal topics
 * @param topics the names of inputs and outputs
 * @param imageValues how the values of the images' topic are written
 * @param model the model that embeds
 * @param normalize whether published vectors have length 1
 * @param defaultLabels the label set of the configuration, if any
 * @param maxPrompts the most prompts that a label set makes
 * @param judging how captions are judged against their images
 * @param alertTimes what the clock does to alerts
 * @param stateTtl how long images and captions are kept that do not change, if not for ever
 * @param limits how large output records may be
 */
public record TopologySettings(
    String applicationId,
    TopicNames topics,
    ImageValues imageValues,
    ModelIdentity model,
    boolean normalize,
    Optional<LabelSetDefinition> defaultLabels,
    int maxPrompts,
    JudgingSettings judging,
    AlertTimes alertTimes,
    Optional<Duration> stateTtl,
    OutputLimits limits) {
  public TopologySettings {
    Objects.requireNonNull(applicationId, "applicationId");
    Objects.requireNonNull(topics, "topics");
    Objects.requireNonNull(imageValues, "imageValues");
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(defaultLabels, "defaultLabels");
    Objects.requireNonNull(judging, "judging");
    Objects.requireNonNull(alertTimes, "alertTimes");
    Objects.requireNonNull(stateTtl, "stateTtl");
    Objects.requireNonNull(limits, "limits");
  }

  /** The same with other limits. */
  public TopologySettings withLimits(OutputLimits others) {
    return new TopologySettings(
        applicationId,
        topics,
        imageValues,
        model,
        normalize,
        defaultLabels,
        maxPrompts,
        judging,
        alertTimes,
        stateTtl,
        others);
  }

  /** The same, keeping images and captions for a time only. */
  TopologySettings withStateTtl(Duration ttl) {
    return new TopologySettings(
        applicationId,
        topics,
        imageValues,
        model,
        normalize,
        defaultLabels,
        maxPrompts,
        judging,
        alertTimes,
        Optional.of(ttl),
        limits);
  }

  /**
   * The internal topic of accepted label sets, one partition, compacted. It feeds a global store,
   * so it has to exist before the application starts.
   */
  public String acceptedLabelSetsTopic() {
    return applicationId + "-accepted-label-sets";
  }

  /**
   * The internal topic of the URIs that images came by, one partition, compacted. It feeds a global
   * store, so it has to exist before the application starts.
   */
  public String imageUrisTopic() {
    return applicationId + "-image-uris";
  }

  /**
   * The internal topic of decisions about alerts. It has as many partitions as the captions' topic,
   * and each decision lies in all of them.
   */
  public String alertDecisionsTopic() {
    return alertDecisionsTopic(applicationId);
  }

  /** The internal topic of decisions about the alerts of an application. */
  public static String alertDecisionsTopic(String applicationId) {
    return applicationId + "-alert-decisions";
  }

  /** How the values of the images' topic are written. */
  public enum ImageValues {
    /** As ImageEvent. */
    AVRO,
    /** As the image file's own bytes. */
    BYTES
  }
}
