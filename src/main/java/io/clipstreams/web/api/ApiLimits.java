package io.clipstreams.web.api;

/**
 * What one request may ask for.
 *
 * @param texts texts, or prompts of a detection
 * @param images images
 * @param prompts labels times templates
 * @param textBytes bytes of a text in UTF-8
 */
public record ApiLimits(int texts, int images, int prompts, int textBytes) {}
