/** Measures the whole way and its parts, in one process and one run. */
package io.clipstreams.bench;
