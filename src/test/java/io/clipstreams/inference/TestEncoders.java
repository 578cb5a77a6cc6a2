package io.clipstreams.inference;

import io.clipstreams.model.ClipModel;
import io.clipstreams.model.image.AlphaPolicy;
import io.clipstreams.model.image.Grey16Policy;
import io.clipstreams.model.image.ImageDecoder;
import io.clipstreams.model.image.ImageLimits;
import io.clipstreams.model.image.Thumbnailer;
import io.clipstreams.model.text.TextLimits;

/** Encoders as the application makes them by default. */
final class TestEncoders {
  private TestEncoders() {}

  static DirectEncoder of(ClipModel model) {
    ImageDecoder decoder =
        new ImageDecoder(ImageLimits.DEFAULT, AlphaPolicy.DROP, Grey16Policy.CLIP);
    return new DirectEncoder(
        model,
        ImageSteps.of(decoder, model.preprocessing(), new Thumbnailer(128)),
        TextLimits.DEFAULT);
  }
}
