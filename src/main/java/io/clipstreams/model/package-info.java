/** A CLIP model as a thing: from a directory to encoders. Knows nothing of Kafka. */
package io.clipstreams.model;
