package io.clipstreams.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Sections of docs/fidelity.md that tests write and hold. */
public final class FidelityDocument {
  private FidelityDocument() {}

  /**
   * Writes a section, if that is asked for by {@code -Dclip.fidelity.write=true}; else compares it
   * with what the document holds.
   *
   * @param document the document, which marks the section by comments of its name
   * @param name the section's name
   * @param table its lines
   * @param exact whether all cells are the same on every machine; else only the first column is
   */
  public static void section(Path document, String name, List<String> table, boolean exact)
      throws IOException {
    String begin = "<!-- begin " + name + " -->\n";
    String end = "<!-- end " + name + " -->";
    String text = Files.readString(document);
    int from = text.indexOf(begin);
    int to = text.indexOf(end);
    assertThat(from).as("%s in %s", begin, document).isGreaterThanOrEqualTo(0);
    assertThat(to).as("%s in %s", end, document).isGreaterThan(from);
    from += begin.length();
    if (Boolean.getBoolean("clip.fidelity.write")) {
      String written = String.join("\n", table) + "\n";
      Files.writeString(document, text.substring(0, from) + written + text.substring(to));
      return;
    }
    List<String> held = text.substring(from, to).lines().toList();
    if (exact) {
      assertThat(held).isEqualTo(table);
    } else {
      assertThat(held.stream().map(FidelityDocument::name))
          .isEqualTo(table.stream().map(FidelityDocument::name).toList());
    }
  }

  private static String name(String row) {
    return row.split("\\|", -1)[1];
  }
}
