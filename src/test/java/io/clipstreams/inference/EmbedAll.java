package io.clipstreams.inference;

import io.clipstreams.failure.ProcessingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Embeds all at once and says what became of each: the main class of a process that may die of it.
 * The first argument is the journal's file; those that begin with {@code text:} are texts.
 */
public final class EmbedAll {
  private static final String TEXT = "text:";

  private EmbedAll() {}

  public static void main(String[] args) throws Exception {
    try (BatchingEncoder encoder = ContentModel.encoder(CrashJournal.open(Path.of(args[0])))) {
      List<CompletableFuture<?>> submitted = new ArrayList<>();
      for (String content : List.of(args).subList(1, args.length)) {
        submitted.add(
            content.startsWith(TEXT)
                ? encoder.submitText(content.substring(TEXT.length()))
                : encoder.submitImage(content.getBytes(StandardCharsets.UTF_8)));
      }
      for (CompletableFuture<?> each : submitted) {
        System.out.println(outcome(each));
      }
    }
  }

  private static String outcome(CompletableFuture<?> submitted) {
    try {
      Encoder.await(submitted);
      return "EMBEDDED";
    } catch (ProcessingException failure) {
      return failure.code().name();
    }
  }
}
