package io.clipstreams.model.image.codec;

import io.clipstreams.model.image.AlphaPolicy;
import io.clipstreams.model.image.Grey16Policy;
import io.clipstreams.model.image.ImageLimits;

/**
 * What a reader needs to know besides the file.
 *
 * @param limits how large the image may be
 * @param alpha what becomes of transparency
 * @param grey16 how grey of 16 bits becomes eight
 */
public record ReadSettings(ImageLimits limits, AlphaPolicy alpha, Grey16Policy grey16) {}
