package io.clipstreams.client;

import io.clipstreams.AlertReason;
import io.clipstreams.AlertResolution;
import io.clipstreams.CaptionStatus;
import io.clipstreams.EnrichedCaption;
import io.clipstreams.MismatchAlert;
import io.clipstreams.config.TopicNames;
import java.io.IOException;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * The captions that people accepted with their images although the policy did not: pairs that fit,
 * for a calibration.
 */
public final class AcceptedPairs {
  private static final String ATTRIBUTE = "clip.mismatch";
  private static final String ACCEPT = "accept";

  private final TopicSnapshot topics;
  private final TopicNames names;
  private final Deserializer<Object> deserializer;

  /**
   * @param topics reads the outputs
   * @param names the outputs' names
   * @param deserializer of Avro; not closed here
   */
  public AcceptedPairs(TopicSnapshot topics, TopicNames names, Deserializer<Object> deserializer) {
    this.topics = Objects.requireNonNull(topics, "topics");
    this.names = Objects.requireNonNull(names, "names");
    this.deserializer = Objects.requireNonNull(deserializer, "deserializer");
  }

  /**
   * An accepted pair.
   *
   * @param captionId of the caption
   * @param imageId of the image
   * @param text the caption
   */
  public record AcceptedPair(String captionId, String imageId, String text) {}

  /**
   * The pairs accepted by a decision, while their alerts' records are kept, and by the captions'
   * attribute; in the order of the captions' ids.
   *
   * @throws org.apache.kafka.common.KafkaException if the broker or the registry fails
   */
  public Collection<AcceptedPair> find() {
    Map<String, AcceptedPair> pairs = new TreeMap<>();
    topics
        .latest(names.mismatchAlerts())
        .forEach(
            (id, value) -> {
              MismatchAlert alert = read(names.mismatchAlerts(), value, MismatchAlert.class);
              if (alert.getResolution() == AlertResolution.ACCEPTED
                  && alert.getReason() == AlertReason.MISMATCH) {
                pairs.put(id, new AcceptedPair(id, alert.getImageId(), alert.getText()));
              }
            });
    topics
        .latest(names.enrichedCaptions())
        .forEach(
            (id, value) -> {
              EnrichedCaption caption =
                  read(names.enrichedCaptions(), value, EnrichedCaption.class);
              if (caption.getStatus() == CaptionStatus.SCORED
                  && ACCEPT.equals(caption.getAttributes().get(ATTRIBUTE))) {
                pairs.put(id, new AcceptedPair(id, caption.getImageId(), caption.getText()));
              }
            });
    return pairs.values();
  }

  private <T> T read(String topic, byte[] value, Class<T> type) {
    return type.cast(deserializer.deserialize(topic, value));
  }

  /**
   * Writes pairs as CSV: {@code file,caption,caption_id}.
   *
   * @throws IOException if they cannot be written
   */
  public static void write(Collection<AcceptedPair> pairs, Appendable out) throws IOException {
    CSVFormat format =
        CSVFormat.RFC4180
            .builder()
            .setHeader(CaptionCsv.FILE, CaptionCsv.CAPTION, CaptionCsv.CAPTION_ID)
            .get();
    CSVPrinter printer = new CSVPrinter(out, format);
    for (AcceptedPair pair : pairs) {
      printer.printRecord(pair.imageId(), pair.text(), pair.captionId());
    }
    printer.flush();
  }
}
