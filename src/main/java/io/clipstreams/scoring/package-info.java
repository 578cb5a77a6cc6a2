/** Arithmetic on embeddings; pure functions. */
package io.clipstreams.scoring;
