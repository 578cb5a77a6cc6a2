package io.clipstreams.model;

import io.clipstreams.model.text.SpecialTokens;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * How a model is to be loaded.
 *
 * @param device where it runs
 * @param threads threads of one run, 0 for ONNX Runtime's own choice (one a core)
 * @param logitScale {@code clip.model.logit.scale}, linear, if it is configured
 * @param specialTokens what becomes of special tokens in texts
 * @param vectorSettings further settings that change a vector (how images are decoded) and differ
 *     from their defaults: they are part of the model's revision
 * @param readsCalibration whether the model's calibration is read; one of another revision is an
 *     error then
 */
public record ClipModelOptions(
    Device device,
    int threads,
    OptionalDouble logitScale,
    SpecialTokens specialTokens,
    Map<String, String> vectorSettings,
    boolean readsCalibration) {
  /** The CPU or CUDA, all cores, everything as in the reference. */
  public static final ClipModelOptions DEFAULT =
      new ClipModelOptions(
          new Device.Auto(), 0, OptionalDouble.empty(), SpecialTokens.PARSE, Map.of(), true);

  public ClipModelOptions {
    if (threads < 0) {
      throw new IllegalArgumentException("threads must not be negative: " + threads);
    }
    vectorSettings = Map.copyOf(vectorSettings);
  }

  /** On another device. */
  public ClipModelOptions withDevice(Device other) {
    return new ClipModelOptions(
        other, threads, logitScale, specialTokens, vectorSettings, readsCalibration);
  }

  /** With another number of threads. */
  public ClipModelOptions withThreads(int other) {
    return new ClipModelOptions(
        device, other, logitScale, specialTokens, vectorSettings, readsCalibration);
  }

  /** With a configured logit scale. */
  public ClipModelOptions withLogitScale(double other) {
    return new ClipModelOptions(
        device, threads, OptionalDouble.of(other), specialTokens, vectorSettings, readsCalibration);
  }

  /** With another treatment of special tokens. */
  public ClipModelOptions withSpecialTokens(SpecialTokens other) {
    return new ClipModelOptions(
        device, threads, logitScale, other, vectorSettings, readsCalibration);
  }

  /** With other settings that change a vector. */
  public ClipModelOptions withVectorSettings(Map<String, String> others) {
    return new ClipModelOptions(
        device, threads, logitScale, specialTokens, others, readsCalibration);
  }

  /** Leaves a calibration alone, so that it can be made anew whatever the old one says. */
  public ClipModelOptions withoutCalibration() {
    return new ClipModelOptions(device, threads, logitScale, specialTokens, vectorSettings, false);
  }
}
