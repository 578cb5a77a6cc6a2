/**
 * Readers of the image formats, one a format. Each takes the header's dimensions to the limits
 * before it allocates, keeps no more than one row or one strip besides the result where the format
 * allows, and gives the samples of the file as Pillow's {@code convert("RGB")} would: embedded
 * colour profiles and gamma are not applied.
 */
package io.clipstreams.model.image.codec;
