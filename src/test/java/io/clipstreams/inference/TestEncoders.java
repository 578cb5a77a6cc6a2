package io.clipstreams.inference;

import io.clipstreams.model.ClipModel;
import io.clipstreams.model.image.AlphaPolicy;
import io.clipstreams.model.image.Grey16Policy;
import io.clipstreams.model.image.ImageDecoder;
import io.clipstreams.model.image.ImageLimits;
import io.clipstreams.model.image.Thumbnailer;
import io.clipstreams.model.text.TextLimits;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;

/** Encoders as the application makes them by default. */
final class TestEncoders {
  private static final BatchLimits LIMITS = new BatchLimits(8, 1024, Duration.ofMillis(5), 1, 1, 0);

  private TestEncoders() {}

  static Encoder of(ClipModel model) {
    ImageDecoder decoder =
        new ImageDecoder(ImageLimits.DEFAULT, AlphaPolicy.DROP, Grey16Policy.CLIP);
    return new BatchingEncoder(
        model,
        ImageSteps.of(decoder, model.preprocessing(), new Thumbnailer(128)),
        TextLimits.DEFAULT,
        LIMITS,
        CrashJournal.inMemory(),
        new SimpleMeterRegistry());
  }
}
