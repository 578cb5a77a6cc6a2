package io.clipstreams.model.image.codec;

import java.io.IOException;
import java.util.Iterator;
import javax.imageio.ImageReader;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;

/**
 * Picks readers of ImageIO by the class of their provider: the order in which ImageIO finds its
 * plugins depends on the class path.
 */
final class ImageIoReaders {
  private ImageIoReaders() {}

  /**
   * A new reader of the provider.
   *
   * @throws IllegalStateException if the provider is not there
   */
  static ImageReader create(String providerClass) throws IOException {
    Iterator<ImageReaderSpi> providers =
        IIORegistry.getDefaultInstance().getServiceProviders(ImageReaderSpi.class, false);
    while (providers.hasNext()) {
      ImageReaderSpi provider = providers.next();
      if (provider.getClass().getName().equals(providerClass)) {
        return provider.createReaderInstance();
      }
    }
    throw new IllegalStateException(
        "no image reader of %s: the class path is incomplete".formatted(providerClass));
  }
}
