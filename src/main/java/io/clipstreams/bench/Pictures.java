package io.clipstreams.bench;

import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * JPEGs that a coder finds about as hard as photographs: gradients, shapes and noise. Some dozens
 * differ in their pixels; beyond them pictures come again under other bytes, so that no cache of
 * embeddings knows them. Seeded.
 */
final class Pictures {
  private static final int SHAPES = 60;
  private static final float QUALITY = 0.85f;
  private static final int NOISE = 12;

  /** How far the cut moves over a picture that is larger than what is cut out. */
  private static final int MARGIN = 128;

  /** Behind the start of image: a comment of eight bytes. */
  private static final byte[] COMMENT = {(byte) 0xFF, (byte) 0xFE, 0, 10};

  private static final int START_OF_IMAGE = 2;

  private final List<byte[]> files = new ArrayList<>();

  /**
   * Makes pictures.
   *
   * @param size their size
   * @param distinct how many differ in their pixels
   */
  Pictures(PictureSize size, int distinct, long seed) {
    Random random = new Random(seed);
    BufferedImage scene = scene(size.width() + MARGIN, size.height() + MARGIN, random);
    for (int i = 0; i < distinct; i++) {
      BufferedImage cut = cut(scene, size, random);
      files.add(jpeg(cut));
    }
  }

  /** The file of a number; no two numbers have the same bytes. */
  byte[] file(int number) {
    byte[] file = files.get(number % files.size());
    return ByteBuffer.allocate(file.length + COMMENT.length + Long.BYTES)
        .put(file, 0, START_OF_IMAGE)
        .put(COMMENT)
        .putLong(number)
        .put(file, START_OF_IMAGE, file.length - START_OF_IMAGE)
        .array();
  }

  private static BufferedImage scene(int width, int height, Random random) {
    BufferedImage scene = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = scene.createGraphics();
    graphics.setPaint(new GradientPaint(0, 0, colour(random), width, height, colour(random)));
    graphics.fillRect(0, 0, width, height);
    for (int i = 0; i < SHAPES; i++) {
      int side = 1 + random.nextInt(Math.max(1, height / 3));
      graphics.setColor(colour(random));
      if (i % 2 == 0) {
        graphics.fillOval(random.nextInt(width), random.nextInt(height), side, side);
      } else {
        graphics.fillRect(random.nextInt(width), random.nextInt(height), side, side / 2 + 1);
      }
    }
    graphics.dispose();
    addNoise(scene, random);
    return scene;
  }

  private static void addNoise(BufferedImage scene, Random random) {
    for (int y = 0; y < scene.getHeight(); y++) {
      for (int x = 0; x < scene.getWidth(); x++) {
        int noise = random.nextInt(2 * NOISE + 1) - NOISE;
        int pixel = scene.getRGB(x, y);
        int red = clamped((pixel >> 16 & 0xFF) + noise);
        int green = clamped((pixel >> 8 & 0xFF) + noise);
        int blue = clamped((pixel & 0xFF) + noise);
        scene.setRGB(x, y, red << 16 | green << 8 | blue);
      }
    }
  }

  private static int clamped(int sample) {
    return Math.max(0, Math.min(255, sample));
  }

  private static BufferedImage cut(BufferedImage scene, PictureSize size, Random random) {
    BufferedImage cut = new BufferedImage(size.width(), size.height(), BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = cut.createGraphics();
    graphics.drawImage(scene, -random.nextInt(MARGIN), -random.nextInt(MARGIN), null);
    graphics.setColor(colour(random));
    graphics.fillOval(
        random.nextInt(size.width() / 2),
        random.nextInt(size.height() / 2),
        size.width() / 4,
        size.height() / 4);
    graphics.dispose();
    return cut;
  }

  private static Color colour(Random random) {
    return new Color(random.nextInt(0x1000000));
  }

  private static byte[] jpeg(BufferedImage picture) {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(file)) {
      ImageWriteParam settings = writer.getDefaultWriteParam();
      settings.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      settings.setCompressionQuality(QUALITY);
      writer.setOutput(out);
      writer.write(null, new IIOImage(picture, null, null), settings);
      out.flush();
      return file.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      writer.dispose();
    }
  }
}
