package io.clipstreams.config;

import java.util.List;

/**
 * The names of all topics.
 *
 * @param inputPrefix stands before the names of the inputs
 * @param outputPrefix stands before the names of the outputs
 */
public record TopicNames(String inputPrefix, String outputPrefix) {
  public String images() {
    return inputPrefix + "images";
  }

  public String captions() {
    return inputPrefix + "captions";
  }

  public String labelSets() {
    return inputPrefix + "label-sets";
  }

  public String detectionRequests() {
    return inputPrefix + "detection-requests";
  }

  public String enrichedImages() {
    return outputPrefix + "enriched-images";
  }

  public String enrichedCaptions() {
    return outputPrefix + "enriched-captions";
  }

  public String mismatchAlerts() {
    return outputPrefix + "mismatch-alerts";
  }

  public String detections() {
    return outputPrefix + "detections";
  }

  public String deadLetters() {
    return outputPrefix + "dead-letters";
  }

  /** All inputs. */
  public List<String> inputs() {
    return List.of(images(), captions(), labelSets(), detectionRequests());
  }

  /** All outputs. */
  public List<String> outputs() {
    return List.of(
        enrichedImages(), enrichedCaptions(), mismatchAlerts(), detections(), deadLetters());
  }
}
