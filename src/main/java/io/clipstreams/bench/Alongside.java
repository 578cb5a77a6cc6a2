package io.clipstreams.bench;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.DoubleSupplier;

/**
 * The parts of the whole way, measured anew right before and after it: on a shared machine what a
 * core does in a second changes within minutes.
 */
final class Alongside implements AutoCloseable {
  private final RawModel raw;
  private final List<RawModel.Batch> batches;
  private final Repeat repeat;
  private final Optional<DoubleSupplier> preparation;

  /**
   * @param raw the model; closed with this
   * @param batches ready tensors at the best batch size; closed with this
   * @param repeat how long a part is repeated
   * @param preparation images a second of decoding and preprocessing, if there are images
   */
  Alongside(
      RawModel raw,
      List<RawModel.Batch> batches,
      Repeat repeat,
      Optional<DoubleSupplier> preparation) {
    this.raw = raw;
    this.batches = batches;
    this.repeat = repeat;
    this.preparation = preparation;
  }

  /**
   * Rates of the parts, each a second.
   *
   * @param model A
   * @param preparation D, of images
   */
  record Parts(double model, OptionalDouble preparation) {
    /** Between two measurements. */
    static Parts mean(Parts before, Parts after) {
      return new Parts(
          (before.model + after.model) / 2,
          before.preparation.isPresent()
              ? OptionalDouble.of(
                  (before.preparation.getAsDouble() + after.preparation.orElseThrow()) / 2)
              : OptionalDouble.empty());
    }

    /** What these and the topology reach together on the same cores. */
    double together(double topology) {
      return preparation.isPresent()
          ? Statistics.together(model, preparation.getAsDouble(), topology)
          : Statistics.together(model, topology);
    }
  }

  /** Measures them now. */
  Parts measure() {
    double model = repeat.rate(() -> raw.run(batches));
    return new Parts(
        model,
        preparation.isPresent()
            ? OptionalDouble.of(preparation.get().getAsDouble())
            : OptionalDouble.empty());
  }

  @Override
  public void close() {
    RawModel.close(batches);
    raw.close();
  }
}
