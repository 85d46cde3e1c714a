package io.fairlead.core.heartbeat;

/** Whether the runtime reads from a peer, and if not, why. */
public enum Reading {
  /** It reads. */
  ON,
  /** It does not, because messages wait for the endpoint. */
  FULL,
  /** It does not, because it was told so. */
  HELD
}
