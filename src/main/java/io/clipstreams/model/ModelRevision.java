package io.clipstreams.model;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;

/**
 * The name of everything that decides what a vector looks like, so that vectors of two revisions
 * are never compared.
 *
 * <p>The recipe: for each of the two ONNX files used, their external data, tokenizer.json,
 * preprocessor_config.json and config.json, sorted by path within the model's directory (as byte
 * strings), the line {@code <sha256 of the file in hexadecimal> <path>\n}; then for each setting
 * that changes a vector and differs from its default, sorted by key, the line {@code
 * <key>=<value>\n}. The revision is the SHA-256 of these lines in UTF-8, in hexadecimal. With
 * default settings that is, in the model's directory:
 *
 * <pre>sha256sum config.json onnx/text_model.onnx onnx/vision_model.onnx \
 *     preprocessor_config.json tokenizer.json | sha256sum</pre>
 *
 * <p>calibration.json, manifest.json, a README and variants that are not used have no part in it.
 */
public final class ModelRevision {
  private ModelRevision() {}

  /**
   * The revision.
   *
   * @param files all files that have a part in it, in any order
   * @param settings settings that change a vector and differ from their defaults
   */
  static String of(Collection<ModelFile> files, Map<String, String> settings) {
    MessageDigest digest = Digests.sha256();
    files.stream()
        .sorted(Comparator.comparing(ModelFile::name))
        .forEach(file -> update(digest, Digests.sha256(file.path()) + "  " + file.name()));
    new TreeMap<>(settings).forEach((key, value) -> update(digest, key + "=" + value));
    return Digests.hex(digest.digest());
  }

  private static void update(MessageDigest digest, String line) {
    digest.update((line + "\n").getBytes(StandardCharsets.UTF_8));
  }
}
