package io.fairlead.contract.app;

import jakarta.websocket.CloseReason;
import jakarta.websocket.OnClose;
import jakarta.websocket.OnError;
import jakarta.websocket.OnOpen;
import jakarta.websocket.Session;
import java.util.List;
import java.util.Objects;

/**
 * Notes the life of each connection under the tag that its query gives ({@code ?id=tag}). That the
 * methods are inherited is part of the contract.
 */
public abstract class Noted {

  private volatile String tag = "-";

  /** Called first. */
  @OnOpen
  public void opened(Session session) {
    tag = session.getRequestParameterMap().getOrDefault("id", List.of("-")).get(0);
    Events.note("open " + tag);
  }

  /** Called last. */
  @OnClose
  public void closed(CloseReason reason) {
    // the API's own classes differ: no reason is null on some servers, and empty on others
    String phrase = Objects.requireNonNullElse(reason.getReasonPhrase(), "");
    Events.note("close " + tag + " " + reason.getCloseCode().getCode() + " " + phrase);
  }

  /** Called with what another method threw. */
  @OnError
  public void failed(Throwable failure) {
    Events.note("error " + tag + " " + failure.getClass().getSimpleName());
  }

  /** The connection's own tag. */
  final String tag() {
    return tag;
  }
}
