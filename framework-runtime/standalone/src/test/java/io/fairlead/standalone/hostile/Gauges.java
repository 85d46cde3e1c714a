package io.fairlead.standalone.hostile;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a server holds.
 *
 * @param heap bytes in use after a collection
 * @param direct bytes of direct buffers that Netty and the JDK have taken
 * @param threads live platform threads
 * @param descriptors open files and sockets
 * @param connections in the registry
 * @param sessions that endpoints were told of, and not of their end
 * @param classes that are loaded
 * @param metaspace bytes that classes take outside the heap
 */
record Gauges(
    long heap,
    long direct,
    int threads,
    long descriptors,
    int connections,
    int sessions,
    int classes,
    long metaspace) {

  /** Those of this JVM. */
  static Gauges here(int connections, int sessions) {
    System.gc();
    long direct =
        ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
            .filter(pool -> pool.getName().equals("direct"))
            .mapToLong(BufferPoolMXBean::getMemoryUsed)
            .sum();
    return new Gauges(
        Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory(),
        Math.max(direct, io.netty.util.internal.PlatformDependent.usedDirectMemory()),
        ManagementFactory.getThreadMXBean().getThreadCount(),
        ((UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
            .getOpenFileDescriptorCount(),
        connections,
        sessions,
        ManagementFactory.getClassLoadingMXBean().getLoadedClassCount(),
        ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getName().equals("Metaspace"))
            .mapToLong(pool -> pool.getUsage().getUsed())
            .sum());
  }

  String line() {
    return ("heap=%d direct=%d threads=%d descriptors=%d connections=%d sessions=%d"
            + " classes=%d metaspace=%d")
        .formatted(heap, direct, threads, descriptors, connections, sessions, classes, metaspace);
  }

  static Gauges of(String line) {
    Map<String, Long> values =
        Arrays.stream(line.split(" ", -1))
            .map(part -> part.split("=", 2))
            .collect(Collectors.toMap(part -> part[0], part -> Long.parseLong(part[1])));
    return new Gauges(
        values.getOrDefault("heap", -1L),
        values.getOrDefault("direct", -1L),
        values.getOrDefault("threads", -1L).intValue(),
        values.getOrDefault("descriptors", -1L),
        values.getOrDefault("connections", -1L).intValue(),
        values.getOrDefault("sessions", -1L).intValue(),
        values.getOrDefault("classes", -1L).intValue(),
        values.getOrDefault("metaspace", -1L));
  }
}
