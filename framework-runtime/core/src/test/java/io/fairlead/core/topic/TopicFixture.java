package io.fairlead.core.topic;

import io.fairlead.api.admission.Identity;
import io.fairlead.api.connection.OutboundMessage;
import io.fairlead.api.event.Event;
import io.fairlead.api.event.EventBus;
import io.fairlead.api.event.EventListener;
import io.fairlead.api.event.ListenerOptions;
import io.fairlead.api.event.ListenerRegistration;
import io.fairlead.api.event.TopicEvent;
import io.fairlead.api.topic.TopicPattern;
import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.connection.ConnectionOpener;
import io.fairlead.core.connection.DefaultConnection;
import io.fairlead.core.connection.DefaultConnectionRegistry;
import io.fairlead.core.event.EventSink;
import io.fairlead.core.executor.WaitingRoom;
import io.fairlead.core.heartbeat.Heartbeats;
import io.fairlead.core.memory.MemoryBudget;
import io.fairlead.core.plugin.ContributionRegistry;
import io.fairlead.core.support.Admissions;
import io.fairlead.core.support.ManualTransport;
import io.fairlead.core.support.MovableClock;
import io.fairlead.core.support.Queues;
import io.fairlead.core.transport.Transport;
import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Topics over real connections and queues. */
final class TopicFixture {

  static final CloseReason GONE = new CloseReason(CloseCodes.CLOSED_ABNORMALLY, "gone");

  final ContributionRegistry contributions = new ContributionRegistry();
  final MovableClock clock = new MovableClock();
  final QuietBus bus = new QuietBus();
  final DefaultTopics topics;
  private final ConnectionOpener opener;

  TopicFixture(Map<String, String> settings) {
    FairleadConfig config = FairleadConfig.of(settings);
    topics = new DefaultTopics(config, contributions, bus, bus, clock);
    opener =
        new ConnectionOpener(
            new DefaultConnectionRegistry(),
            config,
            MemoryBudget.of(config),
            WaitingRoom.UNBOUNDED,
            new Heartbeats(config),
            contributions,
            Queues.timer());
  }

  /** A connection, and what its client got. */
  record Client(DefaultConnection connection, ManualTransport transport) {
    List<String> texts() {
      return transport.texts();
    }

    void ends() {
      connection.ended(GONE);
    }
  }

  Client client() {
    ManualTransport transport = new ManualTransport();
    return new Client(open(transport), transport);
  }

  DefaultConnection open(Transport transport) {
    DefaultConnection connection =
        opener.open(
            Admissions.admitted(Identity.of("alice")),
            transport,
            new DefaultConnection.Target("/test", Map.of(), null));
    connection.opened();
    return connection;
  }

  static OutboundMessage text(String text) {
    return OutboundMessage.text(text);
  }

  /** An event bus to which nobody listens. */
  static final class QuietBus implements EventBus, EventSink {
    final List<Event> fired = Collections.synchronizedList(new ArrayList<>());
    volatile boolean forgets;

    @Override
    public boolean hasListeners(Class<? extends Event> type) {
      return !forgets;
    }

    @Override
    public <E extends Event> ListenerRegistration listen(
        Class<E> type, EventListener<? super E> listener, ListenerOptions options) {
      throw new UnsupportedOperationException();
    }

    @Override
    public <E extends TopicEvent> ListenerRegistration listen(
        Class<E> type,
        TopicPattern topics,
        EventListener<? super E> listener,
        ListenerOptions options) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void fire(Event event) {
      if (!forgets) {
        fired.add(event);
      }
    }
  }
}
