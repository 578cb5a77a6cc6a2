package io.clipstreams.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A way to a port of this machine that can be lost: then what is open says nothing any more, in no
 * direction and without an end, and what is opened waits for the way to be back.
 */
final class LossyLine implements AutoCloseable {
  private static final int BUFFER = 16 << 10;

  private final ServerSocket server;
  private final int target;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Lock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final List<Socket> open = new ArrayList<>();
  private boolean lost;
  private int losses;

  private LossyLine(ServerSocket server, int target) {
    this.server = server;
    this.target = target;
  }

  static LossyLine to(int port) {
    try {
      LossyLine line =
          new LossyLine(new ServerSocket(0, 0, InetAddress.getLoopbackAddress()), port);
      line.threads.execute(line::accept);
      return line;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  String address() {
    return "http://127.0.0.1:" + server.getLocalPort() + "/";
  }

  void lose() {
    lock.lock();
    try {
      lost = true;
      losses++;
    } finally {
      lock.unlock();
    }
  }

  /** New connections get through; those that were open end. */
  void restore() {
    lock.lock();
    try {
      lost = false;
      closeAll();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void accept() {
    try {
      while (true) {
        Socket client = server.accept();
        threads.execute(() -> connect(client));
      }
    } catch (IOException closed) {
      // The test is over.
    }
  }

  private void connect(Socket client) {
    lock.lock();
    try {
      while (lost) {
        changed.await();
      }
      Socket application = new Socket(InetAddress.getLoopbackAddress(), target);
      open.add(client);
      open.add(application);
      int loss = losses;
      threads.execute(() -> carry(client, application, loss));
      threads.execute(() -> carry(application, client, loss));
    } catch (IOException | InterruptedException over) {
      close(client);
    } finally {
      lock.unlock();
    }
  }

  private void carry(Socket from, Socket to, int loss) {
    byte[] buffer = new byte[BUFFER];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        if (isOpenSince(loss)) {
          out.write(buffer, 0, count);
        }
      }
      if (isOpenSince(loss)) {
        to.shutdownOutput();
      }
    } catch (IOException closed) {
      close(to);
    }
  }

  private boolean isOpenSince(int loss) {
    lock.lock();
    try {
      return losses == loss;
    } finally {
      lock.unlock();
    }
  }

  private void closeAll() {
    open.forEach(LossyLine::close);
    open.clear();
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException alreadyGone) {
      // It is closed all the same.
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
    try {
      server.close();
    } catch (IOException alreadyGone) {
      // It is closed all the same.
    }
    lock.lock();
    try {
      closeAll();
    } finally {
      lock.unlock();
    }
  }
}
