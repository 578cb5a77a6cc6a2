/** Search: enriched images, captions and alerts in a Lucene index; knows nothing of Kafka. */
package io.clipstreams.index;
