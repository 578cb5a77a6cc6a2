package io.clipstreams.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a run of the benchmark found.
 *
 * @param settings how it was measured and on what
 * @param figures the numbers, in the order of measuring
 * @param checks what they are held against
 */
public record Report(Map<String, String> settings, List<Figure> figures, List<Check> checks) {
  public Report {
    settings = Map.copyOf(settings);
    figures = List.copyOf(figures);
    checks = List.copyOf(checks);
  }

  /** Whether no check is missed. */
  public boolean allMet() {
    return checks.stream().allMatch(Check::met);
  }

  /** All of it, for programs. */
  public JsonNode json() {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    ObjectNode settingsNode = root.putObject("settings");
    new TreeMap<>(settings).forEach(settingsNode::put);
    ArrayNode figuresNode = root.putArray("figures");
    figures.forEach(figure -> add(figuresNode.addObject(), figure));
    ArrayNode checksNode = root.putArray("checks");
    checks.forEach(check -> add(checksNode.addObject(), check));
    return root;
  }

  private static void add(ObjectNode node, Figure figure) {
    node.put("letter", figure.letter());
    node.put("subject", figure.subject());
    node.put("value", figure.value());
    node.put("unit", figure.unit());
    if (!figure.runs().isEmpty()) {
      ArrayNode runs = node.putArray("runs");
      figure.runs().forEach(runs::add);
    }
    node.put("note", figure.note());
  }

  private static void add(ObjectNode node, Check check) {
    node.put("name", check.name());
    node.put("value", check.value());
    node.put(check.atLeast() ? "atLeast" : "atMost", check.bound());
    node.put("met", check.met());
  }
}
