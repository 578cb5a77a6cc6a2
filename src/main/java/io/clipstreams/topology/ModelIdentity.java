package io.clipstreams.topology;

/**
 * Which model embeds.
 *
 * @param name as configured
 * @param revision SHA-256, in hexadecimal, over all that changes a vector
 * @param logitScale linear: 100 for OpenAI's CLIPs
 */
public record ModelIdentity(String name, String revision, double logitScale) {}
