package io.fairlead.contract.suite;

/** What servers do differently, and cannot be evened out from inside a WAR. */
final class Why {

  static final String NO_CODE =
      "The server tells its endpoint 1000 where the client's close has no code.";
  static final String OWN_CLOSE =
      "The server answers a close frame by itself and at once; what is queued for a client that has closed is not sent.";
  static final String UNMASKED = "Tyrus takes frames that are not masked.";
  static final String UNDERTOW_1006 =
      "Undertow tells the client the right code, and the endpoint 1006.";
  static final String NO_CONTENT_TYPE =
      "Grizzly leaves Content-Type out of an answer to a request with Upgrade; the body is the problem document all the same.";
  static final String RESET_UNNOTICED =
      "Tyrus does not always notice that a connection is reset, not even when something is sent.";
  static final String LIBERTY_PING =
      "Liberty takes the payload of a ping between two fragments for a part of the message.";
  static final String LIBERTY_1011 = "Liberty tells the endpoint 1011 when a connection breaks.";
  static final String LIBERTY_STOP =
      "Liberty cuts all connections when the server stops, before any application hears of it; undeployment is in order.";

  private Why() {}
}
