package io.clipstreams.inference;

import io.clipstreams.failure.FailureCode;
import io.clipstreams.failure.ProcessingException;
import io.clipstreams.model.text.Tokens;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Objects;

/** Embeds what an earlier run may have died of: in no batch, and while nothing else is embedded. */
final class LoneEncoder {
  private final BatchModel model;
  private final ImageSteps images;
  private final NativeWork work;

  LoneEncoder(BatchModel model, ImageSteps images, NativeWork work) {
    this.model = Objects.requireNonNull(model, "model");
    this.images = Objects.requireNonNull(images, "images");
    this.work = Objects.requireNonNull(work, "work");
  }

  EncodedImage image(WorkId id, byte[] content) throws ProcessingException {
    return work.alone(
        id,
        () -> {
          PreparedImage image = PreparedImage.decode(images, content);
          FloatBuffer pixels = model.newPixelBuffer(1);
          image.writePixels(pixels);
          return image.encoded(model.embedImages(pixels.flip(), 1).row(0));
        });
  }

  EncodedText text(WorkId id, String text) throws ProcessingException {
    return work.alone(
        id,
        () -> {
          Tokens tokens = model.tokenize(text);
          float[] vector = model.embedTexts(List.of(tokens)).row(0);
          return new EncodedText(vector, tokens.count(), tokens.truncated());
        });
  }

  /** Of what is not even tried any more. */
  static ProcessingException convicted(String what) {
    return new ProcessingException(
        FailureCode.CRASHED,
        ("%d runs of the application died while they decoded or embedded this %s, the last of them while it"
                + " did nothing else: it is left out. That run's exit code, or an hs_err_pid file, may say"
                + " why. Replayed after a restart, it is tried again")
            .formatted(CrashJournal.CONVICTING_CRASHES, what));
  }
}
