package io.clipstreams.index.folder;

import io.clipstreams.client.CaptionCsv;
import io.clipstreams.client.ImageFile;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What lies in a folder and all below it: images, and texts that speak of them.
 *
 * @param root the folder, absolute
 * @param images by their names within it
 * @param texts each id once
 * @param others how many files are neither
 * @param refused texts that cannot be used, and why
 */
public record FolderContents(
    Path root, List<ImageFile> images, List<FolderText> texts, long others, List<String> refused) {
  /** Read without being named. */
  public static final String TABLE = "captions.csv";

  private static final String TEXT_ENDING = ".txt";

  public FolderContents {
    images = List.copyOf(images);
    texts = List.copyOf(texts);
    refused = List.copyOf(refused);
  }

  /**
   * Looks into a folder.
   *
   * @param captions texts to take: tables with the columns file and caption, or files that end in
   *     .txt with a text in each line. If none are named, the folder's {@value #TABLE}, and for
   *     each image the .txt file of its name
   * @throws NotDirectoryException if it is no folder
   * @throws io.clipstreams.client.CsvTable.CsvException if a table is none
   */
  public static FolderContents read(Path folder, List<Path> captions) throws IOException {
    if (!Files.exists(folder)) {
      throw new NoSuchFileException(folder.toString());
    }
    if (!Files.isDirectory(folder)) {
      throw new NotDirectoryException(folder + " is no folder");
    }
    Path root = folder.toRealPath();
    ImageFile.Found found = ImageFile.find(List.of(root));
    Texts texts = new Texts();
    long inside = 0;
    if (captions.isEmpty()) {
      inside = beside(root, found.images(), texts);
    } else {
      for (Path file : captions) {
        texts.read(file, file.getFileName().toString(), "");
        inside += file.toRealPath().startsWith(root) ? 1 : 0;
      }
    }
    return new FolderContents(
        root,
        found.images(),
        List.copyOf(texts.byId.values()),
        Math.max(0, found.others() - inside),
        texts.refused);
  }

  /** Gives how many files were read. */
  private static long beside(Path root, List<ImageFile> images, Texts texts) throws IOException {
    long files = 0;
    if (Files.isRegularFile(root.resolve(TABLE))) {
      texts.read(root.resolve(TABLE), TABLE, "");
      files++;
    }
    for (ImageFile image : images) {
      String name = stem(image.imageId()) + TEXT_ENDING;
      if (Files.isRegularFile(root.resolve(name))) {
        texts.read(root.resolve(name), name, image.imageId());
        files++;
      }
    }
    return files;
  }

  private static String stem(String imageId) {
    return imageId.substring(0, imageId.lastIndexOf('.'));
  }

  /** Collects texts. */
  private static final class Texts {
    private final Map<String, FolderText> byId = new LinkedHashMap<>();
    private final List<String> refused = new ArrayList<>();

    void read(Path file, String name, String imageId) throws IOException {
      Instant modified = Files.getLastModifiedTime(file).toInstant();
      if (name.toLowerCase(Locale.ROOT).endsWith(TEXT_ENDING)) {
        lines(file, name, imageId, modified);
        return;
      }
      new CaptionCsv(file)
          .forEach(
              row -> {
                if (row instanceof CaptionCsv.Caption caption) {
                  add(
                      new FolderText(
                          caption.captionId(), caption.imageId(), caption.text(), modified),
                      name);
                } else if (row instanceof CaptionCsv.Refused refusal) {
                  refused.add(refusal.reason());
                }
              });
    }

    private void lines(Path file, String name, String imageId, Instant modified)
        throws IOException {
      try {
        int number = 0;
        for (String line : Files.readAllLines(file)) {
          number++;
          if (!line.isBlank()) {
            add(new FolderText(name + "#" + number, imageId, line.strip(), modified), name);
          }
        }
      } catch (CharacterCodingException notText) {
        refused.add(file + ": is not UTF-8");
      }
    }

    private void add(FolderText text, String file) {
      if (byId.putIfAbsent(text.id(), text) != null) {
        refused.add("%s: there are two texts with the id '%s'".formatted(file, text.id()));
      }
    }
  }
}
