package io.clipstreams.inference;

import io.clipstreams.model.ClipModel;
import io.clipstreams.model.Embeddings;
import io.clipstreams.model.text.Tokens;
import java.nio.FloatBuffer;
import java.util.List;

/** What batching needs of a model. */
interface BatchModel extends AutoCloseable {
  /** Embeds {@code count} images from the buffer's position to its limit. */
  Embeddings embedImages(FloatBuffer pixels, int count);

  /** Embeds texts, filled up to the longest of them. */
  Embeddings embedTexts(List<Tokens> texts);

  /** A text as the model reads it. */
  Tokens tokenize(String text);

  /** A buffer for the pixels of that many images. */
  FloatBuffer newPixelBuffer(int count);

  @Override
  void close();

  /** A loaded model; closed with this. */
  static BatchModel of(ClipModel model) {
    return new BatchModel() {
      @Override
      public Embeddings embedImages(FloatBuffer pixels, int count) {
        return model.embedImages(pixels, count);
      }

      @Override
      public Embeddings embedTexts(List<Tokens> texts) {
        return model.embedTexts(texts);
      }

      @Override
      public Tokens tokenize(String text) {
        return model.tokenizer().tokenize(text);
      }

      @Override
      public FloatBuffer newPixelBuffer(int count) {
        return model.newPixelBuffer(count);
      }

      @Override
      public void close() {
        model.close();
      }
    };
  }
}
