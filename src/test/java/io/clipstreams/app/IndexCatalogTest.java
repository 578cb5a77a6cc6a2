package io.clipstreams.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class IndexCatalogTest {
  @Test
  void anAttributeWithTwoValuesIsNowhere() {
    assertThat(IndexCatalog.attributes(List.of("a=1", "a=2"))).isEmpty();
    assertThat(IndexCatalog.attributes(List.of("a=1", "a=1", "b=", "c=x=y")))
        .contains(Map.of("a", "1", "b", "", "c", "x=y"));
    assertThat(IndexCatalog.attributes(List.of())).contains(Map.of());
  }
}
