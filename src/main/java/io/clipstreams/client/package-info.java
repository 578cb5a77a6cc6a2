/** Our own Kafka clients: making the topics, producing files, watching the outputs. */
package io.clipstreams.client;
