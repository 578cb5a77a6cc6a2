package io.clipstreams.model;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.UUID;

/**
 * A model inside the program, unpacked once into the cache: ONNX Runtime wants files. The directory
 * bears the hash of the model's manifest, appears complete or not at all, and is checked each time,
 * so that several processes and versions of the program may share a cache.
 */
final class BundledModel {
  /** Unpacked where they exist, but not checked: a user may replace them. */
  private static final List<String> EXTRAS = List.of("calibration.json", "README.md");

  private final String name;

  BundledModel(String name) {
    this.name = name;
  }

  /**
   * Unpacks the model unless that has been done.
   *
   * @param cache where models are kept
   * @return the model's directory
   * @throws ModelException if the cache cannot be written
   */
  Path unpack(Path cache) {
    try {
      byte[] json = resource(ModelManifest.FILE_NAME);
      ModelManifest manifest = ModelManifest.parse(json);
      String hash = Digests.sha256(json).substring(0, 12);
      Path target = cache.resolve("bundled").resolve(name + "-" + hash);
      if (!isComplete(target, manifest)) {
        unpack(target, manifest, json);
      }
      return target;
    } catch (IOException e) {
      throw new ModelException(
          "the model bundled:%s cannot be unpacked into %s: %s; set clip.model.cache to a directory that can be written"
              .formatted(name, cache, e),
          e);
    }
  }

  private static boolean isComplete(Path directory, ModelManifest manifest) {
    return Files.isDirectory(directory) && manifest.verify(directory).isEmpty();
  }

  private void unpack(Path target, ModelManifest manifest, byte[] json) throws IOException {
    Files.createDirectories(target.getParent());
    Path fresh = Files.createTempDirectory(target.getParent(), "." + name + "-");
    try {
      for (ModelManifest.Entry entry : manifest.files()) {
        Files.write(fresh.resolve(entry.path()), resource(entry.path()));
      }
      for (String extra : EXTRAS) {
        copyIfThere(extra, fresh.resolve(extra));
      }
      Files.write(fresh.resolve(ModelManifest.FILE_NAME), json);
      List<String> problems = manifest.verify(fresh);
      if (!problems.isEmpty()) {
        throw new IOException("the program itself is damaged: " + problems);
      }
      moveIntoPlace(fresh, target, manifest);
    } finally {
      Directories.delete(fresh);
    }
  }

  private static void moveIntoPlace(Path fresh, Path target, ModelManifest manifest)
      throws IOException {
    if (isComplete(target, manifest)) {
      // Another process was faster. Its copy may be in use: it must not be moved, not for a moment.
      return;
    }
    if (Files.isDirectory(target)) {
      Path damaged = target.resolveSibling("." + target.getFileName() + "-" + UUID.randomUUID());
      try {
        Files.move(target, damaged, StandardCopyOption.ATOMIC_MOVE);
        Directories.delete(damaged);
      } catch (NoSuchFileException e) {
        // Another process was faster to move it away.
      }
    }
    try {
      Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileSystemException e) {
      // Another process was faster to put a good one there, or this is a real failure.
      if (!isComplete(target, manifest)) {
        throw e;
      }
    }
  }

  private byte[] resource(String file) throws IOException {
    try (InputStream in = open(file)) {
      if (in == null) {
        throw new IOException("the program holds no " + path(file));
      }
      return in.readAllBytes();
    }
  }

  private void copyIfThere(String file, Path target) throws IOException {
    try (InputStream in = open(file)) {
      if (in != null) {
        Files.copy(in, target);
      }
    }
  }

  private InputStream open(String file) {
    return BundledModel.class.getResourceAsStream(path(file));
  }

  private String path(String file) {
    return "/models/" + name + "/" + file;
  }
}
