package io.fairlead.plugins.geo;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes a small MaxMind database (MaxMind DB File Format Specification 2.0): a binary search tree
 * of 32-bit records, sixteen zero bytes, the data section, and the metadata behind their marker.
 */
final class MmdbWriter {

  private static final byte[] MARKER = {
    (byte) 0xab, (byte) 0xcd, (byte) 0xef, 'M', 'a', 'x', 'M', 'i', 'n', 'd', '.', 'c', 'o', 'm'
  };
  private static final int SEPARATOR = 16;
  private static final int STRING = 2;
  private static final int UINT16 = 5;
  private static final int UINT32 = 6;
  private static final int MAP = 7;
  private static final int UINT64 = 9;
  private static final int ARRAY = 11;

  private final String type;
  private final int ipVersion;
  private final List<Node> nodes = new ArrayList<>();
  private final ByteArrayOutputStream data = new ByteArrayOutputStream();

  MmdbWriter(String type, int ipVersion) {
    this.type = type;
    this.ipVersion = ipVersion;
    nodes.add(new Node());
  }

  /** A record of a node is empty, another node, or an offset into the data section. */
  private static final class Node {
    private final int[] child = {-1, -1};
    private final int[] record = {-1, -1};
  }

  /** Adds a network such as {@code 81.2.69.0/24}; networks must not overlap. */
  MmdbWriter add(String network, Map<String, Object> record) throws IOException {
    String[] parts = network.split("/", -1);
    byte[] address = InetAddress.getByName(parts[0]).getAddress();
    int bits = Integer.parseInt(parts[1]);
    if (ipVersion == 6 && address.length == 4) {
      address = ByteBuffer.allocate(16).putInt(12, ByteBuffer.wrap(address).getInt()).array();
      bits += 96;
    }
    int offset = data.size();
    write(data, record);
    Node node = nodes.get(0);
    for (int i = 0; i < bits - 1; i++) {
      node = step(node, bit(address, i));
    }
    node.record[bit(address, bits - 1)] = offset;
    return this;
  }

  private Node step(Node node, int bit) {
    if (node.child[bit] < 0) {
      node.child[bit] = nodes.size();
      nodes.add(new Node());
    }
    return nodes.get(node.child[bit]);
  }

  private static int bit(byte[] address, int index) {
    return (address[index / 8] >> (7 - index % 8)) & 1;
  }

  Path writeTo(Path file) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (Node node : nodes) {
      out.write(number(record(node, 0), 4));
      out.write(number(record(node, 1), 4));
    }
    out.write(new byte[SEPARATOR]);
    out.write(data.toByteArray());
    out.write(MARKER);
    write(out, metadata());
    return Files.write(file, out.toByteArray());
  }

  private long record(Node node, int bit) {
    if (node.child[bit] >= 0) {
      return node.child[bit];
    }
    return node.record[bit] < 0
        ? nodes.size() // nothing is known
        : nodes.size() + SEPARATOR + node.record[bit];
  }

  private Map<String, Object> metadata() {
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("binary_format_major_version", (short) 2);
    metadata.put("binary_format_minor_version", (short) 0);
    metadata.put("build_epoch", BigInteger.valueOf(1_760_000_000L));
    metadata.put("database_type", type);
    metadata.put("description", Map.of("en", "made by a test"));
    metadata.put("ip_version", (short) ipVersion);
    metadata.put("languages", List.of("en", "de"));
    metadata.put("node_count", nodes.size());
    metadata.put("record_size", (short) 32);
    return metadata;
  }

  private static void write(ByteArrayOutputStream out, Object value) throws IOException {
    if (value instanceof String text) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      control(out, STRING, bytes.length);
      out.write(bytes);
    } else if (value instanceof Short small) {
      control(out, UINT16, 2);
      out.write(number(small, 2));
    } else if (value instanceof Integer number) {
      control(out, UINT32, 4);
      out.write(number(number, 4));
    } else if (value instanceof BigInteger big) {
      control(out, UINT64, 8);
      out.write(number(big.longValueExact(), 8));
    } else if (value instanceof Map<?, ?> map) {
      control(out, MAP, map.size());
      for (Map.Entry<?, ?> each : map.entrySet()) {
        write(out, each.getKey());
        write(out, each.getValue());
      }
    } else if (value instanceof List<?> list) {
      control(out, ARRAY, list.size());
      for (Object each : list) {
        write(out, each);
      }
    } else {
      throw new IllegalArgumentException("no form for " + value.getClass());
    }
  }

  /** The control byte; types above 7 stand in a byte of their own. Sizes up to 284 are enough. */
  private static void control(ByteArrayOutputStream out, int type, int size) {
    int shortSize = Math.min(size, 29);
    if (type <= 7) {
      out.write(type << 5 | shortSize);
    } else {
      out.write(shortSize);
      out.write(type - 7);
    }
    if (shortSize == 29) {
      if (size > 29 + 255) {
        throw new IllegalArgumentException("too long: " + size);
      }
      out.write(size - 29);
    }
  }

  private static byte[] number(long value, int bytes) {
    byte[] all = ByteBuffer.allocate(8).putLong(value).array();
    return java.util.Arrays.copyOfRange(all, 8 - bytes, 8);
  }
}
