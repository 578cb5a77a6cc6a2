package io.clipstreams.serde;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.impl.VertxInternal;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.TimeUnit;

/**
 * The HTTP machinery under Apicurio's client. Left to itself that client waits for a silent server
 * for ever, offers no setting for it, and keeps the process alive by its threads; so it is given
 * daemon threads, and HTTP clients that have time limits.
 */
final class RegistryClient {
  private RegistryClient() {}

  static Vertx create() {
    VertxOptions options =
        new VertxOptions()
            .setEventLoopPoolSize(1)
            .setWorkerPoolSize(2)
            .setInternalBlockingPoolSize(2)
            .setUseDaemonThread(true)
            .setFileSystemOptions(
                new FileSystemOptions()
                    .setClassPathResolvingEnabled(false)
                    .setFileCachingEnabled(false));
    Vertx vertx = Vertx.vertx(options);
    return (Vertx)
        Proxy.newProxyInstance(
            RegistryClient.class.getClassLoader(),
            new Class<?>[] {VertxInternal.class},
            (proxy, method, arguments) -> {
              if (arguments != null && arguments[0] instanceof HttpClientOptions http) {
                limit(http);
              }
              try {
                return method.invoke(vertx, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private static void limit(HttpClientOptions http) {
    http.setConnectTimeout((int) RegistrySettings.CONNECT_TIMEOUT.toMillis())
        .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
        .setIdleTimeout((int) RegistrySettings.READ_TIMEOUT.toMillis());
  }
}
