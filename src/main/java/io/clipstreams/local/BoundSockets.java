package io.clipstreams.local;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.server.ServerSocketFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Listening sockets that are bound first and handed to the broker, by listener name, later. */
final class BoundSockets implements ServerSocketFactory, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(BoundSockets.class);

  private final Map<String, ServerSocketChannel> channels = new ConcurrentHashMap<>();

  void bind(String listener, InetSocketAddress address) throws IOException {
    ServerSocketChannel channel = ServerSocketChannel.open();
    channels.put(listener, channel);
    channel.configureBlocking(false);
    channel.bind(address);
  }

  int port(String listener) {
    return channel(listener).socket().getLocalPort();
  }

  @Override
  public ServerSocketChannel openServerSocket(
      String listener, InetSocketAddress address, int receiveBufferBytes, int backlog) {
    return channel(listener);
  }

  @Override
  public void close() {
    for (Map.Entry<String, ServerSocketChannel> entry : channels.entrySet()) {
      try {
        entry.getValue().close();
      } catch (IOException e) {
        LOG.warn("The socket of listener {} did not close", entry.getKey(), e);
      }
    }
  }

  private ServerSocketChannel channel(String listener) {
    return Optional.ofNullable(channels.get(listener))
        .orElseThrow(() -> new IllegalArgumentException("no socket for listener " + listener));
  }
}
