package io.fairlead.core.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.net.URL;
import java.net.URLConnection;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * Flattens a YAML file to keys with dots, each with its line. Scalars keep the text that stands in
 * the file, so that no {@code yes} or {@code 0o17} changes its meaning on the way.
 */
final class YamlFile {

  private final String name;
  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private final Deque<Node> open = new ArrayDeque<>();

  private YamlFile(String name) {
    this.name = name;
  }

  /**
   * Reads a file.
   *
   * @throws ConfigException naming file and line
   */
  static Map<String, Entry> read(Path file) {
    return new YamlFile(file.toString()).parse(text(file));
  }

  /**
   * Reads a file of the application.
   *
   * @param name for messages
   * @throws ConfigException naming file and line
   */
  static Map<String, Entry> read(URL url, String name) {
    try {
      URLConnection connection = url.openConnection();
      connection.setUseCaches(false); // or the application's jar stays open
      try (InputStream in = connection.getInputStream()) {
        return new YamlFile(name).parse(decoded(in.readAllBytes()));
      }
    } catch (CharacterCodingException e) {
      throw new ConfigException(name + ": is not UTF-8 text; save it in that encoding");
    } catch (IOException e) {
      throw new ConfigException(name + ": cannot be read as a configuration file: " + e);
    }
  }

  private static String decoded(byte[] bytes) throws CharacterCodingException {
    return withoutMark(
        StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
  }

  private static String withoutMark(String text) {
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }

  private static String text(Path file) {
    try {
      return withoutMark(Files.readString(file));
    } catch (NoSuchFileException e) {
      throw new ConfigException(file + ": there is no such configuration file");
    } catch (CharacterCodingException e) {
      throw new ConfigException(file + ": is not UTF-8 text; save it in that encoding");
    } catch (IOException e) {
      throw new ConfigException(file + ": cannot be read as a configuration file: " + e);
    }
  }

  private Map<String, Entry> parse(String text) {
    try {
      Node root = new Yaml(new LoaderOptions()).compose(new StringReader(text));
      if (root instanceof MappingNode mapping) {
        mapping("", mapping);
      } else if (root != null && !isNull(root)) {
        throw at(root, "must hold keys and values, such as 'fairlead:'");
      }
      return entries;
    } catch (MarkedYAMLException e) {
      int line = e.getProblemMark() == null ? 0 : e.getProblemMark().getLine();
      throw new ConfigException(origin(line) + ": is no valid YAML: " + oneLine(e.getProblem()));
    } catch (YAMLException e) {
      throw new ConfigException(name + ": is no valid YAML: " + oneLine(e.getMessage()));
    }
  }

  private void mapping(String prefix, MappingNode node) {
    for (NodeTuple tuple : node.getValue()) {
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        throw at(tuple.getKeyNode(), "a key must be plain text");
      }
      value(prefix + key.getValue(), key, tuple.getValueNode());
    }
  }

  private void value(String key, Node where, Node node) {
    if (open.contains(node)) {
      throw at(where, "'" + key + "' contains itself");
    }
    open.push(node);
    if (node instanceof MappingNode mapping) {
      mapping(key + ".", mapping);
    } else if (node instanceof SequenceNode sequence) {
      sequence(key, where, sequence.getValue());
    } else if (node instanceof ScalarNode scalar) {
      put(key, where, isNull(scalar) ? null : scalar.getValue());
    }
    open.pop();
  }

  private void sequence(String key, Node where, List<Node> items) {
    List<String> texts = new ArrayList<>();
    for (Node item : items) {
      if (item instanceof ScalarNode scalar) {
        texts.add(scalar.getValue());
      } else {
        value(key + "[" + items.indexOf(item) + "]", item, item);
      }
    }
    if (!texts.isEmpty() || items.isEmpty()) {
      put(key, where, Values.join(texts));
    }
  }

  /**
   * A key without a value, as it is left when everything below it is commented out, sets nothing.
   */
  private void put(String key, Node where, @Nullable String value) {
    if (value == null) {
      return;
    }
    int line = where.getStartMark().getLine();
    Entry before = entries.put(key, new Entry(value, origin(line)));
    if (before != null) {
      throw at(where, "'" + key + "' stands twice; the first is in " + before.origin());
    }
  }

  private static boolean isNull(Node node) {
    return node.getTag().equals(Tag.NULL);
  }

  private ConfigException at(Node node, String problem) {
    return new ConfigException(origin(node.getStartMark().getLine()) + ": " + problem);
  }

  private String origin(int line) {
    return name + ", line " + (line + 1);
  }

  private static String oneLine(@Nullable String text) {
    return text == null ? "" : text.replaceAll("\\s+", " ");
  }
}
