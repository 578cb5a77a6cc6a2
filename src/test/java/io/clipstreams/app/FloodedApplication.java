package io.clipstreams.app;

import io.clipstreams.config.ClipConfig;
import io.clipstreams.inference.EncodedImage;
import io.clipstreams.inference.EncodedText;
import io.clipstreams.inference.Encoder;
import io.clipstreams.model.image.DecodedImage;
import io.clipstreams.scoring.PatchGrid;
import io.clipstreams.topology.ModelIdentity;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;

/**
 * The application in a process of its own, with an encoder that only reads the bytes, until its
 * standard input ends. Arguments are {@code key=value}.
 */
public final class FloodedApplication {
  private FloodedApplication() {}

  public static void main(String[] settings) throws Exception {
    Map<String, String> config = new HashMap<>();
    for (String setting : settings) {
      int equals = setting.indexOf('=');
      config.put(setting.substring(0, equals), setting.substring(equals + 1));
    }
    EmbeddingModel model =
        new EmbeddingModel(
            new ModelIdentity("reader", "revision-1", 10),
            new ByteReader(),
            OptionalDouble.empty());
    try (Application application = Application.start(ClipConfig.of(config), model)) {
      application.awaitRunning(Duration.ofSeconds(60));
      System.out.println("RUNNING");
      System.in.read();
      if (!application.running()) {
        throw new IllegalStateException("the stream has ended");
      }
      System.out.println("STILL RUNNING");
      System.out.printf(
          "%d MiB heap at most: peak %d MiB used; peak of the process %d MiB resident%n",
          Runtime.getRuntime().maxMemory() >> 20, heapPeak() >> 20, residentPeak() >> 20);
    }
  }

  private static long heapPeak() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP)
        .mapToLong(pool -> pool.getPeakUsage().getUsed())
        .sum();
  }

  /** 0 where the system does not tell. */
  private static long residentPeak() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return 0;
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("VmHWM:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
        .findFirst()
        .orElse(0);
  }

  /** Embeds an image by the sum of its bytes. */
  private static final class ByteReader implements Encoder {
    @Override
    public EncodedImage encodeImage(byte[] content) {
      long sum = 0;
      for (byte one : content) {
        sum += one;
      }
      return new EncodedImage(new float[] {1, sum}, "image/jpeg", 1, 1, Optional.empty());
    }

    @Override
    public EncodedText encodeText(String text) {
      return new EncodedText(new float[] {1, text.length()}, 1, false);
    }

    @Override
    public DecodedImage decode(byte[] content) {
      throw new UnsupportedOperationException("nothing is detected here");
    }

    @Override
    public CompletableFuture<float[]> submitPart(DecodedImage image, PatchGrid.Area area) {
      throw new UnsupportedOperationException("nothing is detected here");
    }

    @Override
    public void close() {}
  }
}
