package io.clipstreams.cli;

import io.clipstreams.client.Progress;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Progress as a bar with rate and remaining time, on standard error. */
final class ProgressBars implements Progress.Display {
  private static final int UPDATE_MILLIS = 200;

  /** Bars, where a person looks on, wants them and has not asked for silence. */
  static Progress.Display on(Console console, boolean wanted) {
    return wanted && !console.quiet() && console.terminal()
        ? new ProgressBars()
        : Progress.Display.silent();
  }

  @Override
  public Progress start(String task, long items) {
    ProgressBar bar =
        new ProgressBarBuilder()
            .setTaskName(task)
            .setInitialMax(items)
            .setStyle(ProgressBarStyle.ASCII)
            .setUpdateIntervalMillis(UPDATE_MILLIS)
            .showSpeed()
            .setConsumer(new ConsoleProgressBarConsumer(System.err))
            .build();
    return new Progress() {
      @Override
      public void step() {
        bar.step();
      }

      @Override
      public void close() {
        bar.close();
      }
    };
  }
}
