package io.fairlead.standalone.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.util.ResourceLeakDetector;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Collects every buffer that Netty finds lost. */
final class Leaks {

  private static final Queue<String> FOUND = new ConcurrentLinkedQueue<>();

  private Leaks() {}

  static void watch() {
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
    ByteBufUtil.setLeakListener((type, records) -> FOUND.add(type + records));
  }

  static void forget() {
    FOUND.clear();
  }

  /** Fails where one was found so far. */
  static void assertNone() {
    assertThat(FOUND).isEmpty();
  }

  /** Looks hard: lost buffers are found when they are collected and another is made. */
  static void findAll() {
    for (int i = 0; i < 5; i++) {
      System.gc();
      for (int k = 0; k < 100; k++) {
        ByteBufAllocator.DEFAULT.directBuffer(16).release();
        ByteBufAllocator.DEFAULT.heapBuffer(16).release();
      }
    }
    assertNone();
  }
}
