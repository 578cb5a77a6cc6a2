package io.clipstreams.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes this process's CPU time by what it was spent on: Java's threads by their names; on Linux
 * also the JVM's own and RocksDB's by theirs. What remains is the work of other native threads,
 * such as ONNX Runtime's. Threads that end before the meter is read do not count.
 */
final class CpuMeter {
  private static final Logger LOG = LoggerFactory.getLogger(CpuMeter.class);
  private static final Path TASKS = Path.of("/proc/self/task");

  /** Linux counts in hundredths of a second on every platform that Java runs on. */
  private static final long TICK_NANOS = 10_000_000;

  private final Snapshot start = Snapshot.take();

  private record Snapshot(
      long process, Map<Long, Long> java, Map<Long, Long> ours, Map<Long, Stage> stages) {
    static Snapshot take() {
      Map<Long, Stage> stages = new HashMap<>();
      Map<Long, Long> java = new HashMap<>();
      ThreadMXBean threads = ManagementFactory.getThreadMXBean();
      for (ThreadInfo info : threads.getThreadInfo(threads.getAllThreadIds())) {
        if (info != null) {
          java.put(info.getThreadId(), Math.max(0, threads.getThreadCpuTime(info.getThreadId())));
          stages.put(info.getThreadId(), Stage.ofJava(info.getThreadName()));
        }
      }
      Map<Long, Long> tasks = new HashMap<>();
      for (Task task : tasks()) {
        Stage.ofNative(task.name())
            .ifPresent(
                stage -> {
                  // Negative, so that they do not collide with Java's ids.
                  tasks.put(-task.id(), task.nanos());
                  stages.put(-task.id(), stage);
                });
      }
      return new Snapshot(processNanos(), java, tasks, stages);
    }

    private static long processNanos() {
      return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }
  }

  private record Task(long id, String name, long nanos) {}

  /** CPU seconds since the meter was made, by stage; those with none are left out. */
  Map<Stage, Double> seconds() {
    Snapshot end = Snapshot.take();
    Map<Stage, Double> seconds = new TreeMap<>();
    long known = 0;
    for (Map.Entry<Long, Stage> thread : end.stages.entrySet()) {
      long nanos = spent(thread.getKey(), end);
      known += nanos;
      seconds.merge(thread.getValue(), nanos / 1e9, Double::sum);
    }
    double rest = (end.process - start.process - known) / 1e9;
    seconds.merge(Stage.NATIVE, Math.max(0, rest), Double::sum);
    seconds.values().removeIf(value -> value < 0.005);
    return seconds;
  }

  private long spent(long id, Snapshot end) {
    long now = end.java.getOrDefault(id, end.ours.getOrDefault(id, 0L));
    long before = start.java.getOrDefault(id, start.ours.getOrDefault(id, 0L));
    return Math.max(0, now - before);
  }

  private static List<Task> tasks() {
    List<Task> tasks = new ArrayList<>();
    if (!Files.isDirectory(TASKS)) {
      return tasks;
    }
    try (DirectoryStream<Path> directories = Files.newDirectoryStream(TASKS)) {
      for (Path directory : directories) {
        addTask(directory, tasks);
      }
    } catch (IOException e) {
      LOG.warn("The CPU time of the JVM's own threads cannot be read from {}", TASKS, e);
    }
    return tasks;
  }

  private static void addTask(Path directory, List<Task> tasks) throws IOException {
    try {
      String stat = Files.readString(directory.resolve("stat"));
      String name = stat.substring(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
      // Behind the name: state, ten numbers, then ticks in user mode and in the kernel.
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      long ticks = Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
      long id = Long.parseLong(directory.getFileName().toString());
      tasks.add(new Task(id, name, ticks * TICK_NANOS));
    } catch (NoSuchFileException ended) {
      // It ended meanwhile, and does not count.
    }
  }
}
