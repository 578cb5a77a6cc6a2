package io.clipstreams.web.api;

import io.clipstreams.web.ProblemException;
import io.clipstreams.web.Routes;
import io.clipstreams.web.api.EventFeed.Kind;
import io.clipstreams.web.api.EventFeed.Subscription;
import io.clipstreams.web.api.EventFeed.Wish;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import jakarta.servlet.AsyncContext;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code GET /api/v1/events}: what the stream publishes, as server-sent events. Each client has a
 * thread of its own, which may wait for it: one that reads slowly falls behind the feed and is
 * disconnected, one that does not read at all when the server's patience ends, and none holds up
 * another or more memory than one part of the feed. It comes back with the id of what it saw last.
 */
public final class EventRoutes implements Routes, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EventRoutes.class);
  private static final Duration HEARTBEAT = Duration.ofSeconds(5);
  private static final Duration LATER = Duration.ofSeconds(10);
  private static final Duration RETRY = Duration.ofSeconds(2);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);
  private static final int MOST_REPLAYED = 100;

  private final EventFeed feed;
  private final Duration heartbeat;
  private final Semaphore places;
  private final ExecutorService clients;

  /**
   * @param feed what is followed
   * @param maxClients how many may follow at a time
   * @param silence after which the server cuts a connection
   */
  public EventRoutes(EventFeed feed, int maxClients, Duration silence) {
    this.feed = Objects.requireNonNull(feed, "feed");
    Duration half = silence.dividedBy(2);
    this.heartbeat = half.compareTo(HEARTBEAT) < 0 ? half : HEARTBEAT;
    this.places = new Semaphore(maxClients);
    AtomicInteger count = new AtomicInteger();
    this.clients =
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(task, "http-events-" + count.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
  }

  record Request(Optional<String> types, Optional<Integer> replay, Optional<String> lastEventId) {
    Request {
      Queries.within("replay", replay, 0, 0, MOST_REPLAYED);
      kinds(types);
    }

    private static Set<Kind> kinds(Optional<String> types) {
      if (types.isEmpty()) {
        return EnumSet.allOf(Kind.class);
      }
      Set<Kind> kinds = EnumSet.noneOf(Kind.class);
      for (String type : types.get().split(",", -1)) {
        kinds.add(kind(type.strip()));
      }
      return kinds;
    }

    private static Kind kind(String word) {
      for (Kind kind : Kind.values()) {
        if (kind.word().equals(word)) {
          return kind;
        }
      }
      throw new IllegalArgumentException("'types' lists image, caption and alert");
    }

    /** A browser says it in a header when it comes back. */
    private Wish wish(Optional<String> header) {
      Optional<String> after = header.isPresent() ? header : lastEventId;
      return new Wish(after.filter(id -> !id.isBlank()), kinds(types), replay.orElse(0));
    }
  }

  @Override
  public void addTo(JavalinConfig config) {
    config.routes.get("/api/v1/events", this::events);
  }

  private void events(Context context) throws IOException {
    Request request = Bodies.query(context).as(Request.class);
    Wish wish = request.wish(Optional.ofNullable(context.header("Last-Event-ID")));
    // Before anything else: an answer that has begun cannot be refused.
    if (!places.tryAcquire()) {
      throw ProblemException.unavailable(
          "too many clients follow events (clip.http.events.clients)", LATER, null);
    }
    try {
      Subscription subscription = feed.follow(wish);
      try {
        begin(context, subscription);
      } catch (IOException | RuntimeException refused) {
        subscription.close();
        throw refused;
      }
    } catch (IOException | RuntimeException refused) {
      places.release();
      throw refused;
    }
  }

  private void begin(Context context, Subscription subscription) throws IOException {
    CompletableFuture<Void> ended = new CompletableFuture<>();
    // Before anything is written; and without a time limit, which the server's own would have.
    AsyncContext async = context.req().startAsync();
    async.setTimeout(0);
    context.contentType("text/event-stream; charset=utf-8");
    context.header("Cache-Control", "no-store");
    // A proxy that collects an answer before it hands it on would hold back events.
    context.header("X-Accel-Buffering", "no");
    OutputStream out = context.res().getOutputStream();
    try {
      clients.execute(() -> serve(subscription, out, ended));
    } catch (RejectedExecutionException closed) {
      throw ProblemException.unavailable("the server stops", LATER, closed);
    }
    context.future(() -> ended);
  }

  private void serve(Subscription subscription, OutputStream out, CompletableFuture<Void> ended) {
    try (subscription) {
      write(out, "retry: " + RETRY.toMillis() + "\n\n");
      long due = System.nanoTime();
      while (true) {
        Duration rest = Duration.ofNanos(Math.max(0, due - System.nanoTime()));
        for (EventFeed.Event event : subscription.next(rest)) {
          out.write(text(event).getBytes(StandardCharsets.UTF_8));
        }
        if (System.nanoTime() - due >= 0) {
          out.write(beat(subscription.position()).getBytes(StandardCharsets.UTF_8));
          due = System.nanoTime() + heartbeat.toNanos();
        }
        out.flush();
      }
    } catch (EventFeed.EndedException end) {
      LOG.debug("A client of events is disconnected", end);
    } catch (IOException gone) {
      LOG.debug("A client of events is gone", gone);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException failure) {
      LOG.error("Events cannot be served any more to a client; it may come back", failure);
    } finally {
      places.release();
      ended.complete(null);
    }
  }

  private static String text(EventFeed.Event event) {
    String name;
    String data;
    if (event instanceof EventFeed.Published published) {
      name = published.kind().word();
      data = published.json();
    } else {
      name = "lost";
      data = ApiJson.text(new Reason(((EventFeed.Lost) event).reason()));
    }
    return block(name, event.id(), data);
  }

  /**
   * An event and not a comment, which no script of a page gets to see: without it a connection
   * whose network is gone looks like one on which nothing happens. Its id lets a client go on that
   * never got anything else.
   */
  private String beat(String position) {
    return block("beat", position, ApiJson.text(new Beat(heartbeat.toMillis())));
  }

  /** JSON holds no line break that is not escaped. */
  private static String block(String name, String id, String data) {
    return "event: " + name + "\nid: " + id + "\ndata: " + data + "\n\n";
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  record Reason(String reason) {}

  /**
   * The server is there.
   *
   * @param everyMs how soon the next one comes
   */
  record Beat(long everyMs) {}

  /** Disconnects all clients. */
  @Override
  public void close() {
    clients.shutdownNow();
    try {
      if (!clients.awaitTermination(CLOSE_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.debug("Some clients of events are still being written to");
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
