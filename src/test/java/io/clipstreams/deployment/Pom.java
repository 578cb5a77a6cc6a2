package io.clipstreams.deployment;

import java.nio.file.Path;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** The properties of {@code pom.xml}. */
final class Pom {
  private final Element properties;

  private Pom(Element properties) {
    this.properties = properties;
  }

  static Pom read() throws Exception {
    Document document =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(Path.of("pom.xml").toFile());
    return new Pom((Element) document.getElementsByTagName("properties").item(0));
  }

  String property(String name) {
    return properties.getElementsByTagName(name).item(0).getTextContent().strip();
  }
}
