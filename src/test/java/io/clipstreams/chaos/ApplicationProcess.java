package io.clipstreams.chaos;

import io.clipstreams.app.Application;
import io.clipstreams.app.EmbeddingModel;
import io.clipstreams.config.ClipConfig;
import io.clipstreams.inference.ContentModel;
import io.clipstreams.inference.Encoder;
import io.clipstreams.topology.ModelIdentity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;

/**
 * The application in a process of its own, with a model that content may kill, until its standard
 * input ends. Arguments are {@code key=value}. It says when it becomes ready, and when it is no
 * more.
 */
public final class ApplicationProcess {
  static final String READY = "READY";
  static final String NOT_READY = "NOT READY";

  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final long ASK_EVERY_MILLIS = 100;

  private ApplicationProcess() {}

  public static void main(String[] settings) throws Exception {
    Map<String, String> given = new HashMap<>();
    for (String setting : settings) {
      int equals = setting.indexOf('=');
      given.put(setting.substring(0, equals), setting.substring(equals + 1));
    }
    ClipConfig config = ClipConfig.of(given);
    int code;
    try (Encoder encoder = ContentModel.encoder(EmbeddingModel.openJournal(config));
        Application application = Application.start(config, model(encoder))) {
      application.awaitRunning(START_LIMIT);
      tellWhetherReady(application);
      CompletableFuture<Integer> orderly = CompletableFuture.supplyAsync(() -> readToTheEnd());
      CompletableFuture<Integer> ended =
          CompletableFuture.supplyAsync(() -> application.awaitEnd().isPresent() ? 1 : 0);
      code = (Integer) CompletableFuture.anyOf(orderly, ended).join();
    }
    System.exit(code);
  }

  private static EmbeddingModel model(Encoder encoder) {
    return new EmbeddingModel(
        new ModelIdentity("content", "revision-1", 10), encoder, OptionalDouble.empty());
  }

  private static int readToTheEnd() {
    try {
      while (System.in.read() >= 0) {
        // Nothing is said to it; only the end matters.
      }
      return 0;
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  private static void tellWhetherReady(Application application) {
    Thread watch =
        new Thread(
            () -> {
              boolean before = false;
              while (true) {
                boolean now = application.ready();
                if (now != before) {
                  System.out.println(now ? READY : NOT_READY);
                }
                before = now;
                try {
                  Thread.sleep(ASK_EVERY_MILLIS);
                } catch (InterruptedException end) {
                  return;
                }
              }
            },
            "readiness");
    watch.setDaemon(true);
    watch.start();
  }
}
