package io.clipstreams.web.api;

/**
 * What one request may ask for.
 *
 * @param texts texts
 * @param images images
 * @param prompts labels times templates
 * @param detectionPrompts how many prompts a detection may have
 * @param textBytes bytes of a text in UTF-8
 */
public record ApiLimits(int texts, int images, int prompts, int detectionPrompts, int textBytes) {}
