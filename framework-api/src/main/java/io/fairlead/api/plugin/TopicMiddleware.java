package io.fairlead.api.plugin;

import io.fairlead.api.UserImplemented;
import io.fairlead.api.connection.OutboundMessage;
import io.fairlead.api.topic.Topic;
import io.fairlead.api.topic.TopicPattern;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;

/**
 * Stands between who publishes to a topic and who subscribed: filters, transforms. Middleware runs
 * in order, on the publisher's thread, which may be an event loop: must not block. If it throws,
 * that is logged and the message goes to nobody; a filter that fails lets nothing through.
 */
@UserImplemented
public non-sealed interface TopicMiddleware extends Contribution {

  /** Which topics pass it. Must always give the same answer. */
  default TopicPattern topics() {
    return TopicPattern.ALL;
  }

  /**
   * Takes a message.
   *
   * @return the message to go on with; empty to stop it
   */
  Optional<OutboundMessage> onPublish(Topic topic, OutboundMessage message) throws Exception;

  /** Lets through what a predicate accepts. */
  static TopicMiddleware filter(
      TopicPattern topics, BiPredicate<Topic, OutboundMessage> predicate) {
    return of(
        topics,
        (topic, message) ->
            predicate.test(topic, message) ? Optional.of(message) : Optional.empty());
  }

  /** Changes messages. */
  static TopicMiddleware transform(
      TopicPattern topics, BiFunction<Topic, OutboundMessage, OutboundMessage> function) {
    return of(topics, (topic, message) -> Optional.of(function.apply(topic, message)));
  }

  private static TopicMiddleware of(
      TopicPattern topics, BiFunction<Topic, OutboundMessage, Optional<OutboundMessage>> step) {
    return new TopicMiddleware() {
      @Override
      public TopicPattern topics() {
        return topics;
      }

      @Override
      public Optional<OutboundMessage> onPublish(Topic topic, OutboundMessage message) {
        return step.apply(topic, message);
      }
    };
  }
}
