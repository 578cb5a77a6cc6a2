package io.clipstreams.topology;

import io.clipstreams.failure.ProcessingException;
import io.clipstreams.inference.EncodedImage;
import io.clipstreams.inference.Encoder;
import io.clipstreams.inference.HashedBytes;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/** Reads images. */
final class ImageReading implements RecordReading<ReadImage> {
  private final ImageContentReader reader;
  private final Encoder encoder;

  ImageReading(ImageContentReader reader, Encoder encoder) {
    this.reader = Objects.requireNonNull(reader, "reader");
    this.encoder = Objects.requireNonNull(encoder, "encoder");
  }

  @Override
  public ReadImage now(RawRecord record, byte[] value) throws ProcessingException {
    ImageContent image = reader.read(record, value);
    HashedBytes content = HashedBytes.of(image.bytes());
    return new ReadImage(
        content, image.attributes(), image.uri(), () -> encoder.encodeImage(content));
  }

  @Override
  public ReadImage ahead(RawRecord record, byte[] value) throws ProcessingException {
    ImageContent image = reader.read(record, value);
    HashedBytes content = HashedBytes.of(image.bytes());
    CompletableFuture<EncodedImage> submitted = encoder.submitImage(content);
    return new ReadImage(
        content, image.attributes(), image.uri(), Encoder.Encoding.underWay(submitted));
  }

  @Override
  public boolean isUnderWay(ReadImage read) {
    return read.encoding().isUnderWay();
  }
}
