package io.clipstreams.index.feed;

import io.clipstreams.EnrichedCaption;
import io.clipstreams.EnrichedImage;
import io.clipstreams.MismatchAlert;
import io.clipstreams.serde.EventReader;
import java.util.Objects;

/**
 * Read the three outputs.
 *
 * @param images of enriched images
 * @param captions of enriched captions
 * @param alerts of alerts
 */
public record OutputReaders(
    EventReader<EnrichedImage> images,
    EventReader<EnrichedCaption> captions,
    EventReader<MismatchAlert> alerts)
    implements AutoCloseable {
  public OutputReaders {
    Objects.requireNonNull(images, "images");
    Objects.requireNonNull(captions, "captions");
    Objects.requireNonNull(alerts, "alerts");
  }

  @Override
  public void close() {
    images.close();
    captions.close();
    alerts.close();
  }
}
