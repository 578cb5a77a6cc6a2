/** Feeds the index from the output topics. */
package io.clipstreams.index.feed;
