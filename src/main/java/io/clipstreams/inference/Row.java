package io.clipstreams.inference;

import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** Who waits for one row of a batch; called once. */
interface Row {
  /** What is embedded. */
  WorkId id();

  /** The model's vector: finite and not zero. */
  void embedded(float[] vector);

  /** The row's own failure, or the process's. */
  void failed(Throwable failure);

  /** Completes a future with what becomes of the vector. */
  static <T> Row completing(WorkId id, CompletableFuture<T> future, Function<float[], T> result) {
    return new Row() {
      @Override
      public WorkId id() {
        return id;
      }

      @Override
      public void embedded(float[] vector) {
        future.complete(result.apply(vector));
      }

      @Override
      public void failed(Throwable failure) {
        future.completeExceptionally(failure);
      }
    };
  }
}
