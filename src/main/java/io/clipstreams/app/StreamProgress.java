package io.clipstreams.app;

import java.util.Map;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.streams.KafkaStreams;

/**
 * How far the stream is, by Kafka Streams' own metrics.
 *
 * @param processed records that its threads have processed
 * @param waiting records that its consumers have not read yet
 */
record StreamProgress(double processed, double waiting) {
  private static final String THREADS = "stream-thread-metrics";
  private static final String FETCHES = "consumer-fetch-manager-metrics";

  static StreamProgress of(KafkaStreams streams) {
    double processed = 0;
    double waiting = 0;
    for (Map.Entry<MetricName, ? extends Metric> entry : streams.metrics().entrySet()) {
      MetricName name = entry.getKey();
      if (name.group().equals(THREADS) && name.name().equals("process-total")) {
        processed += number(entry.getValue());
      } else if (name.group().equals(FETCHES)
          && name.name().equals("records-lag")
          && readsInputs(name.tags().getOrDefault("client-id", ""))) {
        waiting += number(entry.getValue());
      }
    }
    return new StreamProgress(processed, waiting);
  }

  private static boolean readsInputs(String clientId) {
    return !clientId.contains("-restore-consumer") && !clientId.contains("-global-consumer");
  }

  /** A metric without a value yet is NaN. */
  private static double number(Metric metric) {
    return metric.metricValue() instanceof Number number && !Double.isNaN(number.doubleValue())
        ? number.doubleValue()
        : 0;
  }
}
