package io.clipstreams.model;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession.SessionOptions;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a model runs on, and why.
 *
 * @param cuda the GPU's index, or empty for the CPU
 * @param reason why it is that one, for people
 */
public record DeviceChoice(OptionalInt cuda, String reason) {
  /**
   * Chooses the device.
   *
   * @throws ModelException if CUDA is demanded and does not work
   */
  static DeviceChoice of(Device device) {
    OnnxEngine.start();
    if (device instanceof Device.Cpu) {
      return cpu("clip.device=cpu");
    }
    int index = device instanceof Device.Cuda cuda ? cuda.index() : 0;
    Optional<String> obstacle = obstacleToCuda(index);
    if (obstacle.isEmpty()) {
      return new DeviceChoice(OptionalInt.of(index), "clip.device=" + device);
    }
    if (device instanceof Device.Auto) {
      return cpu("clip.device=auto, and CUDA cannot be used: " + obstacle.get());
    }
    throw new ModelException(
        "clip.device=%s, but CUDA cannot be used: %s; or set clip.device to cpu or auto"
            .formatted(device, obstacle.get()));
  }

  static DeviceChoice cpu(String reason) {
    return new DeviceChoice(OptionalInt.empty(), reason);
  }

  private static Optional<String> obstacleToCuda(int index) {
    if (!OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA)) {
      return Optional.of(
          "this build holds ONNX Runtime for the CPU only (build with mvn -P gpu package)");
    }
    try (SessionOptions options = new SessionOptions()) {
      options.addCUDA(index);
      return Optional.empty();
    } catch (OrtException e) {
      return Optional.of(ModelException.firstLine(e));
    }
  }

  /** The device as DJL calls it. */
  ai.djl.Device djl() {
    return cuda.isPresent() ? ai.djl.Device.gpu(cuda.getAsInt()) : ai.djl.Device.cpu();
  }

  @Override
  public String toString() {
    return cuda.isPresent() ? "cuda:" + cuda.getAsInt() : "cpu";
  }
}
