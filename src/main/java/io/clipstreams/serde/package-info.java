/** Avro in Confluent's wire format, and the deterministic binary form of internal state. */
package io.clipstreams.serde;
