package io.clipstreams.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** What the reference computed with the tiny CLIP. */
public record TinyClipGoldens(List<Text> texts, List<Image> images, JsonNode all) {
  private static final Path PREPROCESSING = Path.of("src/test/resources/fixtures/preprocessing");

  /** A text, its ids and its normalised vector. */
  public record Text(String text, long[] ids, boolean truncated, float[] vector) {}

  /** An image file of the preprocessing fixtures and its normalised vector. */
  public record Image(String file, float[] vector) {
    /** The file's bytes. */
    public byte[] content() throws IOException {
      return Files.readAllBytes(PREPROCESSING.resolve(file));
    }

    /** What the reference's preprocessing makes of it: CLIP's mean and deviation, [3, h, w]. */
    public void putPixels(FloatBuffer target) throws IOException {
      double[] mean = {0.48145466, 0.4578275, 0.40821073};
      double[] deviation = {0.26862954, 0.26130258, 0.27577711};
      String name = file.substring(file.indexOf('/') + 1);
      byte[] npy = Files.readAllBytes(PREPROCESSING.resolve("expected/" + name + ".hf.npy"));
      int channel = 224 * 224;
      int header = npy.length - 3 * channel;
      for (int i = 0; i < 3 * channel; i++) {
        int c = i / channel;
        target.put((float) (((npy[header + i] & 0xff) / 255.0 - mean[c]) / deviation[c]));
      }
    }
  }

  public static TinyClipGoldens read() throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    JsonNode golden = mapper.readTree(TestModel.TINY_CLIP.resolve("golden.json").toFile());
    List<Text> texts = new ArrayList<>();
    for (JsonNode text : golden.get("texts")) {
      texts.add(
          new Text(
              text.get("text").textValue(),
              mapper.convertValue(text.get("ids"), long[].class),
              text.get("truncated").booleanValue(),
              vector(text)));
    }
    List<Image> images = new ArrayList<>();
    for (JsonNode image : golden.get("images")) {
      images.add(new Image(image.get("file").textValue(), vector(image)));
    }
    return new TinyClipGoldens(texts, images, golden);
  }

  private static float[] vector(JsonNode node) {
    byte[] bytes = Base64.getDecoder().decode(node.get("normalised").textValue());
    float[] vector = new float[bytes.length / Float.BYTES];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(vector);
    return vector;
  }

  /** The largest difference of two vectors' numbers. */
  public static double largestDifference(float[] a, float[] b) {
    double largest = 0;
    for (int i = 0; i < a.length; i++) {
      largest = Math.max(largest, Math.abs((double) a[i] - b[i]));
    }
    return largest;
  }
}
