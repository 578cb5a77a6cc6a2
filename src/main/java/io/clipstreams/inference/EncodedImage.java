package io.clipstreams.inference;

import java.util.Optional;

/**
 * An embedded image.
 *
 * @param vector the embedding as the model gives it, not normalised; finite and not zero
 * @param mediaType the format found in the bytes, such as {@code image/jpeg}
 * @param width in pixels as displayed
 * @param height in pixels as displayed
 * @param thumbnail a small JPEG, unless thumbnails are turned off
 */
public record EncodedImage(
    float[] vector, String mediaType, int width, int height, Optional<byte[]> thumbnail) {}
