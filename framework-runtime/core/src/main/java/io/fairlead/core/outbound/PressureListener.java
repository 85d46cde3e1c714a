package io.fairlead.core.outbound;

import io.fairlead.api.connection.Pressure;

/** Hears when a queue passes a watermark. */
@FunctionalInterface
public interface PressureListener {

  /** For where nobody wants to hear. */
  PressureListener NONE = now -> {};

  /** How full the queue is now. Does not block; may be called from any thread, one at a time. */
  void pressure(Pressure now);
}
