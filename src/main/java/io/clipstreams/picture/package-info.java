/** Pictures for people who would rather look, drawn with Java2D; knows what it shows. */
package io.clipstreams.picture;
