package io.clipstreams.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/**
 * The table of permissions in {@code docs/operations.md}.
 *
 * @param rows cells by row: for, resource, name, pattern, operations
 */
record DocumentedPermissions(List<List<String>> rows) {
  private static final String HEADER = "| for | resource | name | pattern | operations |";

  static DocumentedPermissions read() throws IOException {
    List<String> lines = Files.readAllLines(Path.of("docs/operations.md"));
    int header = lines.indexOf(HEADER);
    List<List<String>> rows =
        lines.subList(header + 2, lines.size()).stream()
            .takeWhile(line -> line.startsWith("|"))
            .map(
                line ->
                    Arrays.stream(line.substring(1).split("\\|", -1))
                        .map(DocumentedPermissions::cell)
                        .toList())
            .toList();
    return new DocumentedPermissions(rows);
  }

  private static String cell(String text) {
    return text.strip().replace("`", "");
  }

  /** What a principal needs for a command. */
  List<AclBinding> of(String command, String principal) {
    List<AclBinding> bindings = new ArrayList<>();
    for (List<String> row : rows) {
      if (row.get(0).equals(command)) {
        ResourcePattern resource =
            new ResourcePattern(
                ResourceType.fromString(constant(row.get(1))),
                row.get(2),
                PatternType.fromString(constant(row.get(3))));
        for (String operation : row.get(4).split(", ", -1)) {
          bindings.add(
              new AclBinding(
                  resource,
                  new AccessControlEntry(
                      principal, "*", operation(operation), AclPermissionType.ALLOW)));
        }
      }
    }
    return bindings;
  }

  private static AclOperation operation(String words) {
    return AclOperation.fromString(
        words.replaceAll("(?<=[a-z])(?=[A-Z])", "_").toUpperCase(Locale.ROOT));
  }

  private static String constant(String word) {
    return word.replace('-', '_').toUpperCase(Locale.ROOT);
  }
}
