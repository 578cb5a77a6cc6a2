/** A folder's images and texts in an index, without Kafka. */
package io.clipstreams.index.folder;
