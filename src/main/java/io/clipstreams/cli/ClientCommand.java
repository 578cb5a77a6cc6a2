package io.clipstreams.cli;

/**
 * A command that asks a broker and ends: its one line on a failure says more than what Kafka's
 * clients log at every try, so that they are silenced unless {@code --verbose} is given.
 */
interface ClientCommand {}
