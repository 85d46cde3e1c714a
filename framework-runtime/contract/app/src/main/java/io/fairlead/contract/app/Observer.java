package io.fairlead.contract.app;

import io.fairlead.api.connection.OutboundMessage;
import io.fairlead.api.event.ConnectionClosed;
import io.fairlead.api.event.MessageReceived;
import io.fairlead.cdi.OnTopic;
import io.fairlead.cdi.OrderedEvents;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.ObservesAsync;

// snippet: observers
/** Hears of what happens, beside the endpoints. */
@ApplicationScoped
public class Observer {

  /** Answers where it is asked. */
  @OrderedEvents
  public void received(@ObservesAsync @OnTopic("#.scoped") MessageReceived event, PerCallback now) {
    if (event.message().text().startsWith("observe")) {
      String answer = "observed " + event.message().text() + " " + now.next();
      event.connection().send(OutboundMessage.text(answer));
    }
  }

  /** Notes the end. */
  public void closed(@ObservesAsync ConnectionClosed event) {
    if (event.connection().path().endsWith("/scoped")) {
      Events.note("observed end " + event.reason().getCloseCode().getCode());
    }
  }
}
// end
