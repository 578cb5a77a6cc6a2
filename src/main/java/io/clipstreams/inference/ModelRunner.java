package io.clipstreams.inference;

import io.clipstreams.failure.ProcessingException;
import io.clipstreams.model.Embeddings;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Runs batch after batch on one thread; the model may spread each over threads of its own. */
final class ModelRunner implements Runnable {
  private final BatchModel model;
  private final BatchQueue queue;
  private final NativeWork work;
  private final Cores cores;
  private final InferenceMeters meters;

  ModelRunner(
      BatchModel model, BatchQueue queue, NativeWork work, Cores cores, InferenceMeters meters) {
    this.model = Objects.requireNonNull(model, "model");
    this.queue = Objects.requireNonNull(queue, "queue");
    this.work = Objects.requireNonNull(work, "work");
    this.cores = Objects.requireNonNull(cores, "cores");
    this.meters = Objects.requireNonNull(meters, "meters");
  }

  @Override
  public void run() {
    try {
      for (Optional<BatchQueue.Batch> batch = queue.next();
          batch.isPresent();
          batch = queue.next()) {
        answer(batch.get());
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      queue.close();
    }
  }

  private void answer(BatchQueue.Batch batch) throws InterruptedException {
    Embeddings embeddings;
    try {
      cores.awaitForModel();
      embeddings = measured(batch);
    } catch (InterruptedException closing) {
      batch.rows().forEach(row -> row.failed(new EncoderClosedException()));
      throw closing;
    } catch (RuntimeException | Error failure) {
      // Who waits gets it, errors too: their threads decide what becomes of the process.
      batch.rows().forEach(row -> row.failed(failure));
      return;
    } finally {
      if (batch instanceof BatchQueue.Images images) {
        queue.done(images);
      }
    }
    answer(batch.rows(), embeddings);
  }

  private Embeddings measured(BatchQueue.Batch batch) {
    try {
      long start = System.nanoTime();
      List<WorkId> ids = batch.rows().stream().map(Row::id).toList();
      Embeddings embeddings = work.inCompany(ids, () -> embed(batch));
      meters.of(batch).ran(batch.rows().size(), batch.waited(), System.nanoTime() - start);
      return embeddings;
    } finally {
      cores.modelDone();
    }
  }

  private Embeddings embed(BatchQueue.Batch batch) {
    if (batch instanceof BatchQueue.Images images) {
      return model.embedImages(images.pixels(), images.rows().size());
    }
    return model.embedTexts(((BatchQueue.Texts) batch).tokens());
  }

  private static void answer(List<Row> rows, Embeddings embeddings) {
    for (int i = 0; i < rows.size(); i++) {
      try {
        rows.get(i).embedded(embeddings.row(i));
      } catch (ProcessingException failure) {
        rows.get(i).failed(failure);
      }
    }
  }
}
