package io.fairlead.standalone.tyrus;

/** What opens and closes the port around a container. */
public interface PortFront {

  /**
   * Opens the port; everything is deployed.
   *
   * @param port 0 takes any free one
   * @return the port that was opened
   */
  int open(int port);

  /** Closes the port and ends all connections. */
  void close();
}
