package io.fairlead.core.plugin;

import java.time.Duration;

/** Connections that are at something that began before a change. Safe for any thread. */
public interface UnderWay {

  /** How many there still are. */
  int count();

  /** Waits until there is none; false if that took too long. */
  boolean await(Duration longest) throws InterruptedException;
}
