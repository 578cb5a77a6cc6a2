package io.clipstreams.inference;

import io.clipstreams.failure.FailureCode;
import io.clipstreams.failure.ProcessingException;
import io.clipstreams.model.Embeddings;
import io.clipstreams.model.TestEmbeddings;
import io.clipstreams.model.image.DecodedImage;
import io.clipstreams.model.text.TextLimits;
import io.clipstreams.model.text.Tokens;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A model that gives what {@link FakeEncoder} gives, in batches, and that content may kill: the
 * process ends at once and without a word, as it does when native code crashes.
 */
public final class ContentModel implements BatchModel {
  /** Begins an image that kills when it is decoded. */
  public static final String KILLS_DECODER = "kills the decoder";

  /** Begins an image, and is found in a text, that kills the model. */
  public static final String KILLS_MODEL = "kills the model";

  /** How the process ends. */
  public static final int EXIT_CODE = 134;

  private static final float DEADLY = Float.NEGATIVE_INFINITY;

  private ContentModel() {}

  /** An encoder with this model. */
  public static BatchingEncoder encoder(CrashJournal journal) {
    return new BatchingEncoder(
        new ContentModel(),
        new ImageSteps(
            ContentModel::decode,
            ContentModel::preprocess,
            image -> Optional.of(new byte[] {1, 2, 3})),
        TextLimits.DEFAULT,
        new BatchLimits(8, 8 * 64, Duration.ofMillis(5), 2, 1, 0),
        journal,
        new SimpleMeterRegistry());
  }

  /** The picture's pixels are the hash of its content, and whether it is deadly. */
  private static DecodedImage decode(byte[] content) throws ProcessingException {
    String text = new String(content, StandardCharsets.UTF_8);
    if (content.length == 0) {
      throw new ProcessingException(FailureCode.EMPTY_IMAGE, "the image has no bytes");
    }
    if (text.startsWith("bad")) {
      throw new ProcessingException(FailureCode.DECODE_FAILED, "the image is damaged");
    }
    if (text.startsWith(KILLS_DECODER)) {
      Runtime.getRuntime().halt(EXIT_CODE);
    }
    byte[] pixels = new byte[6];
    ByteBuffer.wrap(pixels).putInt(Arrays.hashCode(content));
    pixels[5] = (byte) (text.startsWith(KILLS_MODEL) ? 1 : 0);
    return new DecodedImage(2, 1, "image/png", pixels);
  }

  private static void preprocess(DecodedImage image, FloatBuffer target) {
    float[] vector = FakeEncoder.vector(ByteBuffer.wrap(image.rgb()).getInt());
    if (image.rgb()[5] == 1) {
      Arrays.fill(vector, DEADLY);
    }
    target.put(vector);
  }

  @Override
  public Embeddings embedImages(FloatBuffer pixels, int count) {
    List<float[]> rows = new ArrayList<>();
    for (int row = 0; row < count; row++) {
      float[] vector = new float[FakeEncoder.DIMENSION];
      pixels.get(vector);
      if (vector[0] == DEADLY) {
        Runtime.getRuntime().halt(EXIT_CODE);
      }
      rows.add(vector);
    }
    return TestEmbeddings.of(rows);
  }

  /** A token is a byte. */
  @Override
  public Tokens tokenize(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    long[] ids = new long[bytes.length];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = bytes[i];
    }
    return new Tokens(ids, ids.length);
  }

  @Override
  public Embeddings embedTexts(List<Tokens> texts) {
    return TestEmbeddings.of(texts.stream().map(ContentModel::embed).toList());
  }

  private static float[] embed(Tokens tokens) {
    byte[] bytes = new byte[tokens.ids().length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) tokens.ids()[i];
    }
    String text = new String(bytes, StandardCharsets.UTF_8);
    if (text.contains(KILLS_MODEL)) {
      Runtime.getRuntime().halt(EXIT_CODE);
    }
    return text.contains("bad") ? new float[FakeEncoder.DIMENSION] : FakeEncoder.vector(bytes);
  }

  @Override
  public FloatBuffer newPixelBuffer(int count) {
    return FloatBuffer.allocate(count * FakeEncoder.DIMENSION);
  }

  @Override
  public void close() {}
}
