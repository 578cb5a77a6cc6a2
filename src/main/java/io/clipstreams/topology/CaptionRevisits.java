package io.clipstreams.topology;

import io.clipstreams.topology.Emission.CaptionChange;
import io.clipstreams.topology.Emission.CaptionRevisit;
import io.clipstreams.topology.state.CaptionLink;
import io.clipstreams.topology.state.CaptionState;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.streams.processor.StreamPartitioner;
import org.apache.kafka.streams.processor.api.FixedKeyProcessor;
import org.apache.kafka.streams.processor.api.FixedKeyProcessorContext;
import org.apache.kafka.streams.processor.api.FixedKeyRecord;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Sends the link of a caption to the join again, as the caption is now; that of one that is gone is
 * taken back.
 *
 * <p>Walks through the store cannot do so themselves: what a processor makes under keys of its own
 * Kafka Streams puts where a key belongs, but producers put captions anywhere. A revisit names the
 * partition that its caption lies in, and comes back to the same task through a topic. Meanwhile
 * the caption may have changed, so that a revisit says nothing but whom to look at.
 */
final class CaptionRevisits implements FixedKeyProcessor<byte[], CaptionRevisit, Emission> {
  private FixedKeyProcessorContext<byte[], Emission> context;
  private KeyValueStore<String, CaptionState> captions;

  /** Puts a revisit where its caption lies. */
  static StreamPartitioner<byte[], CaptionRevisit> partitioner() {
    return (topic, key, revisit, partitions) -> Optional.of(Set.of(revisit.partition()));
  }

  @Override
  public void init(FixedKeyProcessorContext<byte[], Emission> processorContext) {
    context = processorContext;
    captions = context.getStateStore(EnrichmentTopology.CAPTIONS_STORE);
  }

  @Override
  public void process(FixedKeyRecord<byte[], CaptionRevisit> record) {
    Optional<CaptionLink> link =
        Optional.ofNullable(captions.get(RecordKeys.text(record.key())))
            .flatMap(CaptionState::caption)
            .map(caption -> new CaptionLink(caption.imageId(), caption.version()));
    context.forward(record.withValue(new CaptionChange(link)));
  }
}
