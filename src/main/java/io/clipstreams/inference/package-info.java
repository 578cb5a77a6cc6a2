/** Keeps the model busy. Knows nothing of Kafka. */
package io.clipstreams.inference;
