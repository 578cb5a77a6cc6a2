package io.clipstreams.client;

import java.util.Objects;

/** Produces the captions of a CSV file. */
public final class CaptionProducer {
  private final EventProducer events;
  private final Progress.Display display;

  /**
   * @param events sends; not closed here
   * @param display shows how far it is
   */
  public CaptionProducer(EventProducer events, Progress.Display display) {
    this.events = Objects.requireNonNull(events, "events");
    this.display = Objects.requireNonNull(display, "display");
  }

  /**
   * Sends all captions and waits until the broker has them. Rows that are none are refused in the
   * report.
   *
   * @throws CsvTable.CsvException if the file is no table of captions; nothing is sent then
   * @throws org.apache.kafka.common.KafkaException if the broker or the registry fails
   */
  public ProduceReport produce(CaptionCsv csv) {
    ProduceReport report = new ProduceReport();
    // Counting reads the file to its end, so that a broken one is found before anything is sent.
    try (Progress progress = display.start("captions", csv.count())) {
      csv.forEach(
          row -> {
            if (row instanceof CaptionCsv.Caption caption) {
              events.caption(caption.captionId(), caption.imageId(), caption.text(), report);
            } else if (row instanceof CaptionCsv.Refused refused) {
              report.refused(refused.reason());
            }
            progress.step();
          });
      events.flush();
    }
    return report;
  }
}
