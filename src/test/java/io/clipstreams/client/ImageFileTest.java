package io.clipstreams.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageFileTest {
  @TempDir private Path directory;

  @BeforeEach
  void files() throws IOException {
    Files.createDirectories(directory.resolve("sub/.cache"));
    for (String name :
        List.of("b.JPG", "a.png", "notes.txt", ".hidden.jpg", "sub/c.webp", "sub/.cache/d.jpg")) {
      Files.createFile(directory.resolve(name));
    }
  }

  @Test
  void aDirectoryIsSearchedAndIdsAreRelativeToIt() throws IOException {
    ImageFile.Found found = ImageFile.find(List.of(directory));

    assertThat(found.images())
        .extracting(ImageFile::imageId)
        .containsExactly("a.png", "b.JPG", "sub/c.webp");
    assertThat(found.others()).isEqualTo(1);
  }

  @Test
  void aFileIsTakenWhateverItsName() throws IOException {
    assertThat(ImageFile.find(List.of(directory.resolve("notes.txt"))).images())
        .containsExactly(new ImageFile("notes.txt", directory.resolve("notes.txt")));
  }

  @Test
  void aLinkToADirectoryIsSearched() throws IOException {
    Path link = Files.createSymbolicLink(directory.resolve("link"), directory.resolve("sub"));

    assertThat(ImageFile.find(List.of(link)).images())
        .extracting(ImageFile::imageId)
        .containsExactly("c.webp");
  }

  @Test
  void twoFilesOfOneIdAreRefused() throws IOException {
    Files.createFile(directory.resolve("sub/a.png"));

    assertThatThrownBy(() -> ImageFile.find(List.of(directory, directory.resolve("sub"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("would both be image 'a.png'");
  }

  @Test
  void whatDoesNotExistIsNamed() {
    assertThatThrownBy(() -> ImageFile.find(List.of(directory.resolve("none"))))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining("none");
  }
}
