/** From bytes to pixels to tensors, as the reference preprocessing does it. */
package io.clipstreams.model.image;
