package io.fairlead.samples.chat;

import io.fairlead.api.admission.Identity;
import io.fairlead.api.admission.Revocations;
import io.fairlead.api.admission.SecurityPolicies;
import io.fairlead.api.admission.TokenIssuer;
import io.fairlead.api.application.ApplicationContext;
import io.fairlead.api.application.FairleadApplication;
import io.fairlead.api.connection.ConnectionRegistry;
import io.fairlead.api.event.EventBus;
import io.fairlead.api.plugin.Contributions;
import io.fairlead.api.plugin.PluginContext;
import io.fairlead.api.topic.Topics;
import io.fairlead.testkit.PluginHarness;
import io.fairlead.testkit.RecordedConnection;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;

/** The chat's rooms over real topics and real queues, without a server. */
final class TestChat implements AutoCloseable {

  static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

  final PluginHarness harness;
  final Rooms rooms = new Rooms(Clock.fixed(NOON, ZoneOffset.UTC));

  TestChat() throws Exception {
    this(10_000);
  }

  /** One where so many messages may wait for a tab. */
  TestChat(int maxMessages) throws Exception {
    harness =
        PluginHarness.of(plugin -> new ChatApplication().start(new Application(plugin)))
            .frameworkConfig("fairlead.outbound.max-messages", String.valueOf(maxMessages))
            .start();
  }

  /** Lets a user in who opens a tab. */
  Tab join(String room, String name) {
    RecordedConnection connection = harness.connect(Identity.of(name));
    return new Tab(rooms.join(room, Member.of(connection, name)), connection);
  }

  @Override
  public void close() {
    harness.close();
  }

  /** What an application gets, from what a plugin gets. */
  record Application(PluginContext plugin) implements ApplicationContext {

    /** Sets up, in a harness, what an application adds. */
    static PluginHarness start(FairleadApplication application) throws Exception {
      return PluginHarness.of(plugin -> application.start(new Application(plugin))).start();
    }

    @Override
    public Contributions contributions() {
      return plugin.contributions();
    }

    @Override
    public ConnectionRegistry connections() {
      return plugin.connections();
    }

    @Override
    public Revocations revocations() {
      return plugin.revocations();
    }

    @Override
    public SecurityPolicies policies() {
      throw new UnsupportedOperationException("there is no admission here");
    }

    @Override
    public Topics topics() {
      return plugin.topics();
    }

    @Override
    public EventBus events() {
      return plugin.events();
    }

    @Override
    public Optional<TokenIssuer> tokens() {
      return Optional.empty();
    }
  }
}
