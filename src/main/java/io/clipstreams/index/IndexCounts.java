package io.clipstreams.index;

/**
 * What an index holds.
 *
 * @param images images
 * @param captions captions
 * @param raisedAlerts alerts that stand
 * @param resolvedAlerts alerts that were resolved and are not forgotten yet
 */
public record IndexCounts(long images, long captions, long raisedAlerts, long resolvedAlerts) {}
