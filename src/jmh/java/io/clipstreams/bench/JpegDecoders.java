package io.clipstreams.bench;

import io.clipstreams.failure.ProcessingException;
import io.clipstreams.model.image.AlphaPolicy;
import io.clipstreams.model.image.Grey16Policy;
import io.clipstreams.model.image.ImageDecoder;
import io.clipstreams.model.image.ImageLimits;
import java.util.function.UnaryOperator;
import nu.pattern.OpenCV;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.opencv.core.Mat;
import org.opencv.core.MatOfByte;
import org.opencv.imgcodecs.Imgcodecs;
import org.opencv.imgproc.Imgproc;

/** From a JPEG's bytes to RGB bytes, row by row: ours, and OpenCV's two bindings. */
public enum JpegDecoders {
  OURS {
    @Override
    UnaryOperator<byte[]> open() {
      ImageDecoder decoder =
          new ImageDecoder(ImageLimits.DEFAULT, AlphaPolicy.DROP, Grey16Policy.CLIP);
      return file -> {
        try {
          return decoder.decode(file).rgb();
        } catch (ProcessingException e) {
          throw new BenchException("a generated picture cannot be decoded", e);
        }
      };
    }
  },
  OPENPNP {
    @Override
    UnaryOperator<byte[]> open() {
      OpenCV.loadLocally();
      org.opencv.core.Core.setNumThreads(1);
      return JpegDecoders::openpnp;
    }
  },
  BYTEDECO {
    @Override
    UnaryOperator<byte[]> open() {
      opencv_core.setNumThreads(1);
      return JpegDecoders::bytedeco;
    }
  };

  /** Loads what it needs. */
  abstract UnaryOperator<byte[]> open();

  private static byte[] openpnp(byte[] file) {
    MatOfByte content = new MatOfByte(file);
    Mat image = Imgcodecs.imdecode(content, Imgcodecs.IMREAD_COLOR);
    try {
      Imgproc.cvtColor(image, image, Imgproc.COLOR_BGR2RGB);
      byte[] rgb = new byte[Math.multiplyExact(3, image.rows() * image.cols())];
      int read = image.get(0, 0, rgb);
      return requireAll(rgb, read);
    } finally {
      image.release();
      content.release();
    }
  }

  private static byte[] bytedeco(byte[] file) {
    try (BytePointer bytes = new BytePointer(file);
        org.bytedeco.opencv.opencv_core.Mat content =
            new org.bytedeco.opencv.opencv_core.Mat(1, file.length, opencv_core.CV_8UC1, bytes);
        org.bytedeco.opencv.opencv_core.Mat image =
            opencv_imgcodecs.imdecode(content, opencv_imgcodecs.IMREAD_COLOR)) {
      opencv_imgproc.cvtColor(image, image, opencv_imgproc.COLOR_BGR2RGB);
      byte[] rgb = new byte[Math.multiplyExact(3, image.rows() * image.cols())];
      try (BytePointer pixels = image.data()) {
        pixels.get(rgb);
      }
      return requireAll(rgb, rgb.length);
    }
  }

  private static byte[] requireAll(byte[] rgb, int read) {
    if (rgb.length == 0 || read != rgb.length) {
      throw new BenchException("%d of %d bytes were decoded".formatted(read, rgb.length));
    }
    return rgb;
  }
}
