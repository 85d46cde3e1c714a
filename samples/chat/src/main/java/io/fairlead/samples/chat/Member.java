package io.fairlead.samples.chat;

/** One tab of a user. Safe for any thread. */
interface Member {

  /** The user's name; several tabs may share it. */
  String name();

  /**
   * Sends without waiting.
   *
   * @param failed runs at most once for each call, from any thread, when the text cannot be sent
   */
  void send(String json, Runnable failed);

  /** Ends the connection of a tab that cannot keep up. It may come back and read the history. */
  void drop();
}
