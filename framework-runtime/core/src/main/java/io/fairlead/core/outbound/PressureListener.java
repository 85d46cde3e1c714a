package io.fairlead.core.outbound;

/** Hears when a queue passes a watermark. */
@FunctionalInterface
public interface PressureListener {

  /** For where nobody wants to hear. */
  PressureListener NONE = () -> {};

  /**
   * The queue's pressure has changed, perhaps again: look at it. Does not block; may be called from
   * several threads at a time, in no order.
   */
  void changed();
}
