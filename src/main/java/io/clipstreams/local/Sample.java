package io.clipstreams.local;

/**
 * A sample picture with a caption that fits it and one that does not.
 *
 * @param id the file's name without its suffix
 * @param content the file's bytes
 * @param mediaType such as {@code image/jpeg}
 * @param caption describes the picture
 * @param wrongCaption describes something else
 * @param label what the picture shows, in a word or two
 */
public record Sample(
    String id,
    byte[] content,
    String mediaType,
    String caption,
    String wrongCaption,
    String label) {}
