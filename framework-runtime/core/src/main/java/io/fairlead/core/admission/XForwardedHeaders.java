package io.fairlead.core.admission;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads {@code X-Forwarded-For}, {@code -Proto} and {@code -Host}, which no standard defines. */
final class XForwardedHeaders {

  private XForwardedHeaders() {}

  /** The hops in the order of {@code X-Forwarded-For}. */
  static List<Hop> hops(Map<String, List<String>> headers) {
    List<String> nodes = HttpText.members(HttpText.lines(headers, "x-forwarded-for"));
    List<String> protos = HttpText.members(HttpText.lines(headers, "x-forwarded-proto"));
    List<String> hosts = HttpText.members(HttpText.lines(headers, "x-forwarded-host"));
    List<Hop> hops = new ArrayList<>(nodes.size());
    for (int i = 0; i < nodes.size(); i++) {
      String proto = beside(protos, nodes.size(), i);
      hops.add(Hop.of(nodes.get(i), proto, beside(hosts, nodes.size(), i)));
    }
    return hops;
  }

  /**
   * Where each proxy appended its own value the lists run in parallel; else the last value is the
   * one that the nearest proxy wrote, and anything before it may come from the client.
   */
  private static @Nullable String beside(List<String> values, int nodes, int index) {
    if (values.isEmpty()) {
      return null;
    }
    return values.size() == nodes ? values.get(index) : values.get(values.size() - 1);
  }

  /** What the nearest proxy says of the scheme where it names no client. */
  static @Nullable String lastProto(Map<String, List<String>> headers) {
    return beside(HttpText.members(HttpText.lines(headers, "x-forwarded-proto")), 0, 0);
  }

  /** What the nearest proxy says of the host where it names no client. */
  static @Nullable String lastHost(Map<String, List<String>> headers) {
    return beside(HttpText.members(HttpText.lines(headers, "x-forwarded-host")), 0, 0);
  }
}
