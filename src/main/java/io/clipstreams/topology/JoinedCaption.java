package io.clipstreams.topology;

import io.clipstreams.topology.state.CaptionLink;
import io.clipstreams.topology.state.ImageSummary;
import java.util.Optional;

/**
 * The join's answer.
 *
 * @param link the caption's
 * @param image what is known of its image, if it has come
 */
record JoinedCaption(CaptionLink link, Optional<ImageSummary> image) {}
