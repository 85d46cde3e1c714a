package io.fairlead.standalone.net;

/** The event that tells a connection's handlers that the server stops. */
public enum Stopping {
  /** Finish what is under way, take nothing new. */
  NOW
}
