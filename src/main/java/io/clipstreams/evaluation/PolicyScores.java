package io.clipstreams.evaluation;

import java.util.OptionalDouble;

/**
 * How a policy judged right and wrong pairs.
 *
 * @param policy the policy's name
 * @param scores what it gave them
 * @param calibrated the threshold that it would use, if a calibration or the configuration says so
 */
public record PolicyScores(String policy, Scores scores, OptionalDouble calibrated) {}
