/** The embedded broker, the schema registry and the demo: all on one machine. */
package io.clipstreams.local;
