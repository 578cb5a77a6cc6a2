package io.clipstreams.model;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Brings a model of the catalogue from a hub (Hugging Face, or a mirror of it) into the cache. What
 * was begun is gone on with, each file is compared with what the hub states about it, and the
 * model's directory appears complete, with its {@link ModelManifest}, or not at all.
 */
public final class ModelDownload {
  /** The setting that names the hub. */
  public static final String HUB_KEY = "clip.model.hub";

  /** Hugging Face. */
  public static final URI DEFAULT_HUB = URI.create("https://huggingface.co");

  private static final FileDownload.RetryPolicy RETRIES =
      new FileDownload.RetryPolicy(5, Duration.ofSeconds(1), Duration.ofSeconds(30));

  private final URI hub;
  private final ModelStore store;
  private final FileDownload.RetryPolicy retries;

  /**
   * A download.
   *
   * @param hub base URL of the hub
   * @param store where the model goes
   */
  public ModelDownload(URI hub, ModelStore store) {
    this(hub, store, RETRIES);
  }

  ModelDownload(URI hub, ModelStore store, FileDownload.RetryPolicy retries) {
    this.hub = hub;
    this.store = store;
    this.retries = retries;
  }

  /**
   * Downloads a model, unless it is there already and undamaged.
   *
   * @return the model's directory
   * @throws ModelException if that fails; the message says how to do it by hand
   */
  public Path download(CatalogEntry entry, DownloadProgress progress) {
    Path target = store.directory(entry);
    Path lock = target.resolveSibling(target.getFileName() + ".lock");
    try {
      Files.createDirectories(target.getParent());
      try (FileChannel channel =
              FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock held = channel.tryLock()) {
        if (held == null) {
          throw busy(entry);
        }
        return isThere(entry, target) ? target : downloadInto(target, entry, progress);
      }
    } catch (OverlappingFileLockException e) {
      throw busy(entry);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ModelException("the download of " + entry.name() + " was interrupted", e);
    } catch (IOException e) {
      throw new ModelException(
          "%s cannot be downloaded from %s (%s): run the command again to go on, set %s to a mirror, or put %s of %s into %s by hand"
              .formatted(
                  entry.name(),
                  hub,
                  e,
                  HUB_KEY,
                  String.join(", ", entry.files()),
                  uri(entry, entry.revision(), "").resolve("."),
                  target.toAbsolutePath()),
          e);
    }
  }

  private static ModelException busy(CatalogEntry entry) {
    return new ModelException("another process is downloading " + entry.name());
  }

  private static boolean isThere(CatalogEntry entry, Path target) throws IOException {
    if (!Files.exists(target)) {
      return false;
    }
    Optional<ModelManifest> manifest = ModelManifest.of(target);
    if (manifest.isEmpty()) {
      throw new ModelException(
          "%s is there without a %s: its files were put there by hand; remove it to download %s"
              .formatted(target, ModelManifest.FILE_NAME, entry.name()));
    }
    return manifest.get().verify(target).isEmpty();
  }

  private Path downloadInto(Path target, CatalogEntry entry, DownloadProgress progress)
      throws IOException, InterruptedException {
    Path staging = target.resolveSibling(target.getFileName() + ".partial");
    Files.createDirectories(staging);
    Optional<ModelManifest> begun = ModelManifest.of(staging);
    Optional<String> commit = begun.flatMap(ModelManifest::commit);
    List<ModelManifest.Entry> done = new ArrayList<>();
    begun.ifPresent(manifest -> done.addAll(manifest.intact(staging)));
    for (String file : entry.files()) {
      if (done.stream().anyMatch(each -> each.path().equals(file))) {
        continue;
      }
      Path path = staging.resolve(file);
      // All files of one commit, even if the hub's branch moves on meanwhile.
      URI uri = uri(entry, commit.orElse(entry.revision()), file);
      FileDownload.Result result = new FileDownload(uri, file, path, retries, progress).run();
      commit = commit.or(result.stated()::commit);
      done.add(
          new ModelManifest.Entry(
              file, Files.size(path), Digests.sha256(path), Optional.of(result.checkedAgainst())));
      write(staging, manifest(entry, commit, done));
    }
    moveIntoPlace(staging, target);
    return target;
  }

  private static ModelManifest manifest(
      CatalogEntry entry, Optional<String> commit, List<ModelManifest.Entry> files) {
    return new ModelManifest(
        entry.name(),
        Optional.of(entry.repository()),
        Optional.of(entry.revision()),
        commit,
        files);
  }

  private static void write(Path directory, ModelManifest manifest) throws IOException {
    Path fresh = directory.resolve(ModelManifest.FILE_NAME + ".new");
    Files.write(fresh, manifest.toJson());
    Files.move(
        fresh,
        directory.resolve(ModelManifest.FILE_NAME),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  private static void moveIntoPlace(Path staging, Path target) throws IOException {
    if (Files.exists(target)) {
      Path calibration = target.resolve("calibration.json");
      if (Files.exists(calibration)) {
        Files.copy(calibration, staging.resolve("calibration.json"));
      }
      Directories.delete(target);
    }
    Files.move(staging, target, StandardCopyOption.ATOMIC_MOVE);
  }

  private URI uri(CatalogEntry entry, String revision, String file) {
    String base = hub.toString().replaceAll("/+$", "");
    return URI.create("%s/%s/resolve/%s/%s".formatted(base, entry.repository(), revision, file));
  }
}
