package io.clipstreams.bench;

import java.util.Objects;
import java.util.function.IntFunction;

/** Records to be sent, by number; their keys are the prefix and the number. */
sealed interface Load {
  Kind kind();

  String prefix();

  int count();

  void send(int number, Feeder feeder);

  default String key(int number) {
    return prefix() + number;
  }

  /**
   * Images.
   *
   * @param content the file of a number
   */
  record Images(String prefix, int count, IntFunction<byte[]> content) implements Load {
    public Images {
      Objects.requireNonNull(prefix, "prefix");
      Objects.requireNonNull(content, "content");
    }

    @Override
    public Kind kind() {
      return Kind.IMAGES;
    }

    @Override
    public void send(int number, Feeder feeder) {
      feeder.image(key(number), content.apply(number));
    }
  }

  /**
   * Captions, dealt out to images in turn.
   *
   * @param text the text of a number
   * @param images the images that they belong to
   */
  record Captions(String prefix, int count, IntFunction<String> text, Images images)
      implements Load {
    public Captions {
      Objects.requireNonNull(prefix, "prefix");
      Objects.requireNonNull(text, "text");
      Objects.requireNonNull(images, "images");
    }

    @Override
    public Kind kind() {
      return Kind.CAPTIONS;
    }

    @Override
    public void send(int number, Feeder feeder) {
      feeder.caption(key(number), images.key(number % images.count()), text.apply(number));
    }
  }
}
