/**
 * How well policies tell right pairs from wrong ones; what {@code evaluate} and {@code calibrate}
 * do.
 */
package io.clipstreams.evaluation;
