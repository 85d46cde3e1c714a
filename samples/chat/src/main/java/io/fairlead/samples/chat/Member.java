package io.fairlead.samples.chat;

import io.fairlead.api.connection.Connection;
import io.fairlead.api.connection.OutboundMessage;
import io.fairlead.api.topic.Topics;

/**
 * One tab of a user. Safe for any thread; nothing here waits.
 *
 * @param name the user's name; several tabs may share it
 * @param connection to the tab
 * @param topics of the server that holds the connection
 */
record Member(String name, Connection connection, Topics topics) {

  /** The same on every server, with CDI or without. */
  static Member of(Connection connection, String name) {
    return new Member(name, connection, connection.unwrap(Topics.class).orElseThrow());
  }

  void send(OutboundMessage message) {
    connection.send(message);
  }
}
