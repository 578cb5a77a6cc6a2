package io.clipstreams.web;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Ends a connection whose request has not arrived in time. Jetty's own limit is one of silence: a
 * client that sends a byte now and then would hold a thread for as long as it likes.
 */
final class ArrivalLimit extends Handler.Wrapper {
  private final Duration limit;

  ArrivalLimit(Duration limit) {
    this.limit = limit;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    if (request.getLength() == 0) {
      return super.handle(request, response, callback);
    }
    Scheduler.Task end =
        request
            .getConnectionMetaData()
            .getConnector()
            .getScheduler()
            .schedule(() -> end(request), limit.toMillis(), TimeUnit.MILLISECONDS);
    Request.addCompletionListener(request, failure -> end.cancel());
    return super.handle(new Arriving(request, end), response, callback);
  }

  private void end(Request request) {
    request
        .getConnectionMetaData()
        .getConnection()
        .getEndPoint()
        .close(new TimeoutException("the request did not arrive within " + limit));
  }

  /** Stops the clock when all of the request is there. */
  private static final class Arriving extends Request.Wrapper {
    private final Scheduler.Task end;

    Arriving(Request request, Scheduler.Task end) {
      super(request);
      this.end = end;
    }

    @Override
    public Content.Chunk read() {
      Content.Chunk chunk = super.read();
      if (chunk != null && chunk.isLast()) {
        end.cancel();
      }
      return chunk;
    }
  }
}
