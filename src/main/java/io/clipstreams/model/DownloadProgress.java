package io.clipstreams.model;

/** Hears how a download gets on. */
public interface DownloadProgress {
  /** Nobody listens. */
  DownloadProgress NONE = (file, received, total) -> {};

  /**
   * Bytes have come.
   *
   * @param file path of the file within the model
   * @param received bytes of it that are here
   * @param total its size in bytes, -1 if the hub does not say
   */
  void received(String file, long received, long total);
}
