/** From strings to token ids. */
package io.clipstreams.model.text;
