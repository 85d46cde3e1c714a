package io.fairlead.standalone.hosting;

import jakarta.websocket.CloseReason;
import jakarta.websocket.OnClose;
import jakarta.websocket.OnError;

/** What most endpoints here share; that it is inherited is part of the test. */
public abstract class Base {

  @OnError
  public void failed(Throwable failure) {
    Journal.failure("failed", failure);
  }

  @OnClose
  public void closed(CloseReason reason) {
    Journal.add("closed " + reason.getCloseCode().getCode());
  }
}
