package io.clipstreams.cli;

import io.clipstreams.EnrichedImage;
import io.clipstreams.failure.ProcessingException;
import io.clipstreams.index.SearchHit;
import io.clipstreams.index.SearchPage;
import io.clipstreams.inference.Encoder;
import io.clipstreams.model.image.DecodedImage;
import io.clipstreams.picture.ContactSheet;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Draws what was found, each with its picture: the folder's file, or else the thumbnail. */
final class FoundPictures {
  private final Encoder encoder;
  private final SearchedIndex searched;

  FoundPictures(Encoder encoder, SearchedIndex searched) {
    this.encoder = encoder;
    this.searched = searched;
  }

  void sheet(String words, SearchPage page, Path file) throws IOException, ProcessingException {
    List<ContactSheet.Tile> tiles = new ArrayList<>();
    for (SearchHit hit : page.hits()) {
      tiles.add(
          new ContactSheet.Tile(
              picture(hit),
              String.format(Locale.ROOT, "%.3f", hit.similarity()),
              hit.similarity(),
              Cells.plain(SearchView.name(hit))));
    }
    String title = SearchView.word(page.target()) + " like " + words;
    new ContactSheet(title, tiles).draw().write(file);
  }

  private Optional<DecodedImage> picture(SearchHit hit) throws IOException, ProcessingException {
    Optional<byte[]> content =
        hit instanceof SearchHit.CaptionHit caption
            ? content(caption.caption().getImageId())
            : content(hit.id());
    // One large image at a time: of each only what is shown is kept.
    return content.isPresent()
        ? Optional.of(ContactSheet.shown(encoder.decode(content.get())))
        : Optional.empty();
  }

  private Optional<byte[]> content(String imageId) throws IOException {
    Optional<EnrichedImage> image = searched.index().image(imageId);
    // Only what is in the index: an id may be anything, such as a path that leads elsewhere.
    Optional<Path> file =
        searched
            .folder()
            .filter(folder -> image.isPresent())
            .map(folder -> folder.resolve(imageId))
            .filter(Files::isRegularFile);
    return file.isPresent()
        ? Optional.of(Files.readAllBytes(file.get()))
        : image.map(EnrichedImage::getThumbnail).map(FoundPictures::bytes);
  }

  private static byte[] bytes(ByteBuffer thumbnail) {
    byte[] bytes = new byte[thumbnail.remaining()];
    thumbnail.duplicate().get(bytes);
    return bytes;
  }
}
