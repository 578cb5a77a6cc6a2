package io.clipstreams.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What no file of the page may hold: text of records is hostile, and nothing comes from afar. */
class PageFilesTest {
  private static final Path DIRECTORY = Path.of("src/main/resources/web");

  private static final Pattern MARKUP_FROM_TEXT =
      Pattern.compile(
          "innerHTML|outerHTML|insertAdjacentHTML|document\\.write|createContextualFragment"
              + "|DOMParser|srcdoc|\\beval\\b|new Function|javascript:");
  private static final Pattern ELSEWHERE =
      Pattern.compile("(?:https?:)?//(?!www\\.w3\\.org/2000/svg)[a-z0-9.-]+\\.[a-z]{2,}|@import");
  private static final Pattern INLINE =
      Pattern.compile(
          "<style|\\sstyle\\s*=\\s*[\"']|\\son[a-z]+\\s*=\\s*[\"']|<script(?![^>]*src=)");

  static List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(DIRECTORY)) {
      List<Path> all = files.sorted().toList();
      assertThat(all).extracting(file -> file.getFileName().toString()).contains("app.js");
      return all;
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void holdsNothingOfTheKind(Path file) throws IOException {
    String text = Files.readString(file);
    assertThat(text).doesNotContainPattern(MARKUP_FROM_TEXT).doesNotContainPattern(ELSEWHERE);
    if (!file.toString().endsWith(".js")) {
      assertThat(text).doesNotContainPattern(INLINE);
    }
  }
}
