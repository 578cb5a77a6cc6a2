package io.clipstreams.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An image file and the key it is produced under.
 *
 * @param imageId for a file found in a directory its name relative to that directory, with {@code
 *     /} on every system; for a file named by itself its last name
 * @param path where it lies
 */
public record ImageFile(String imageId, Path path) {
  /** Also the formats that are not supported: the dead letter says more than silence. */
  private static final Set<String> EXTENSIONS =
      Set.of(
          "jpg", "jpeg", "jpe", "jfif", "png", "gif", "bmp", "tif", "tiff", "webp", "heic", "heif",
          "avif", "svg", "jp2", "jxl");

  public ImageFile {
    Objects.requireNonNull(imageId, "imageId");
    Objects.requireNonNull(path, "path");
  }

  /**
   * What was found.
   *
   * @param images in the order of their ids
   * @param others how many files in directories do not look like images by their names
   */
  public record Found(List<ImageFile> images, long others) {
    public Found {
      images = List.copyOf(images);
    }
  }

  /**
   * Finds images: each path is a file, taken whatever its name, or a directory, searched with all
   * below it for files with an image's extension; hidden ones are left out.
   *
   * @throws NoSuchFileException if a path does not exist
   * @throws IOException if a directory cannot be read
   * @throws IllegalArgumentException if two files would have the same id
   */
  public static Found find(List<Path> paths) throws IOException {
    List<ImageFile> images = new ArrayList<>();
    long others = 0;
    for (Path path : paths) {
      if (Files.isDirectory(path)) {
        others += search(path, images);
      } else if (Files.exists(path)) {
        images.add(new ImageFile(path.toAbsolutePath().normalize().getFileName().toString(), path));
      } else {
        throw new NoSuchFileException(path.toString());
      }
    }
    refuseSameIds(images);
    return new Found(images, others);
  }

  private static long search(Path path, List<ImageFile> images) throws IOException {
    // A walk does not start behind a link.
    Path directory = path.toRealPath();
    try (Stream<Path> files = Files.walk(directory)) {
      Map<Boolean, List<ImageFile>> byKind =
          files
              .filter(Files::isRegularFile)
              .map(file -> new ImageFile(relative(directory, file), file))
              .filter(file -> !file.isHidden())
              .sorted((a, b) -> a.imageId.compareTo(b.imageId))
              .collect(Collectors.partitioningBy(ImageFile::looksLikeImage));
      images.addAll(byKind.get(true));
      return byKind.get(false).size();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static String relative(Path directory, Path file) {
    List<String> names = new ArrayList<>();
    directory.relativize(file).forEach(name -> names.add(name.toString()));
    return String.join("/", names);
  }

  private boolean isHidden() {
    return imageId.startsWith(".") || imageId.contains("/.");
  }

  private boolean looksLikeImage() {
    int dot = imageId.lastIndexOf('.');
    return dot >= 0 && EXTENSIONS.contains(imageId.substring(dot + 1).toLowerCase(Locale.ROOT));
  }

  private static void refuseSameIds(List<ImageFile> images) {
    Map<String, Path> seen = new HashMap<>();
    for (ImageFile image : images) {
      Path other = seen.putIfAbsent(image.imageId, image.path);
      if (other != null) {
        throw new IllegalArgumentException(
            "%s and %s would both be image '%s'; produce them from the directory above both"
                .formatted(other, image.path, image.imageId));
      }
    }
  }
}
