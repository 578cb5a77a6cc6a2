package io.clipstreams.client;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Objects;

/** Produces image files. */
public final class ImageProducer {
  private final EventProducer events;
  private final Progress.Display display;

  /**
   * @param events sends; not closed here
   * @param display shows how far it is
   */
  public ImageProducer(EventProducer events, Progress.Display display) {
    this.events = Objects.requireNonNull(events, "events");
    this.display = Objects.requireNonNull(display, "display");
  }

  /**
   * Sends files and waits until the broker has them. A file that is larger than the topic takes, or
   * that cannot be read, is refused in the report.
   *
   * @throws org.apache.kafka.common.KafkaException if the broker or the registry fails
   */
  public ProduceReport produce(List<ImageFile> images) {
    ProduceReport report = new ProduceReport();
    try (Progress progress = display.start("images", images.size())) {
      for (ImageFile image : images) {
        produce(image, report);
        progress.step();
      }
      events.flush();
    }
    return report;
  }

  private void produce(ImageFile image, ProduceReport report) {
    try {
      // The size comes first, so that a file of any size costs no memory.
      long size = Files.size(image.path());
      if (events.fits(image.imageId(), size)) {
        events.image(image.imageId(), Files.readAllBytes(image.path()), report);
      } else {
        report.refused(tooLarge(image, size));
      }
    } catch (IOException e) {
      report.refused(image.path() + ": cannot be read: " + e);
    }
  }

  private String tooLarge(ImageFile image, long size) {
    return ("%s: %d bytes do not fit into a record of the images topic (max.message.bytes %d);"
            + " produce an ImageEvent with its uri instead of its content, or raise"
            + " clip.image.max.bytes and the topic's max.message.bytes")
        .formatted(image.path(), size, events.imageLimit());
  }
}
