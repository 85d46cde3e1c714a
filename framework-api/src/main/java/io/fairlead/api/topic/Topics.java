package io.fairlead.api.topic;

import io.fairlead.api.FrameworkOwned;
import io.fairlead.api.Registration;
import io.fairlead.api.connection.Connection;
import io.fairlead.api.connection.OutboundMessage;
import java.util.Optional;

/**
 * Sends messages to whoever subscribed. Safe for any thread; no method blocks, but that a publisher
 * may give way for a moment while a connection is sent what was kept of that topic. What one thread
 * publishes to a topic arrives at each subscriber in that order, lane by lane, as far as the
 * receipts say that it arrives and keys do not move it: a message with a key takes the place of the
 * one with the same key that waits for the same connection in the same lane, of whatever topic.
 *
 * <p>What a plugin or an application registers here ends with it, a subscription with its
 * connection; after that end all but asking throws {@link IllegalStateException}. An endpoint finds
 * topics by {@code connection.unwrap(Topics.class)}.
 */
@FrameworkOwned
public interface Topics {

  /**
   * Lets a connection have what is published to topics from now on. A connection gets a message
   * once, by however many of its subscriptions.
   *
   * @return ends the subscription; its connection's end does so by itself
   * @throws IllegalArgumentException for a connection that is not the framework's
   * @throws IllegalStateException if the connection has {@code fairlead.topics.max-subscriptions}
   *     already
   */
  Registration subscribe(Connection connection, TopicPattern topics);

  /**
   * The same.
   *
   * @param topics as for {@link TopicPattern#of(String)}
   * @throws IllegalArgumentException if that is no pattern
   * @throws IllegalStateException as above
   */
  default Registration subscribe(Connection connection, String topics) {
    return subscribe(connection, TopicPattern.of(topics));
  }

  /**
   * Lets a connection have the latest messages of a topic that are kept, and then what is published
   * from now on: none between the two is missing, none comes twice. Of what is kept, nothing comes
   * whose time to live is over, and only the newest for which the connection's queue has room.
   *
   * <p>New messages of the topic are held back meanwhile, as many as the queue may hold. Where
   * publishers are faster than those can be sent, they give way for up to 10 ms, on event loops not
   * at all.
   *
   * @param most how many kept ones at most; 0 for none
   * @throws IllegalArgumentException if that is negative, or for a connection that is not the
   *     framework's
   * @throws IllegalStateException if the connection has {@code fairlead.topics.max-subscriptions}
   *     already
   */
  Registration subscribe(Connection connection, Topic topic, int most);

  /**
   * Lets a listener in the server have what is published to topics from now on. It has its own
   * bounded queue ({@code fairlead.events.max-pending}); what does not fit is lost for it, counted
   * and logged.
   */
  Registration listen(TopicPattern topics, TopicListener listener);

  /**
   * Publishes a message: through the topic's middleware, into the history where there is one, then
   * into the queue of each subscriber. Never waits for one.
   */
  PublishReceipt publish(Topic topic, OutboundMessage message);

  /**
   * The same.
   *
   * @throws IllegalArgumentException if that is no topic's name
   */
  default PublishReceipt publish(String topic, OutboundMessage message) {
    return publish(Topic.of(topic), message);
  }

  /**
   * Says how the messages of topics are sent. Of several that match a topic the latest decides, for
   * each value that it does not leave open.
   */
  Registration configure(TopicPattern topics, TopicOptions options);

  /**
   * Keeps the latest messages of each of these topics in memory, within {@code
   * fairlead.topics.history-bytes} for all together.
   *
   * @param most how many for each topic
   * @throws IllegalArgumentException unless that is positive
   */
  Registration retain(TopicPattern topics, int most);

  /**
   * Keeps the messages of these topics in another place. Of several the latest decides. When this
   * ends, calls under way are waited for, up to {@code fairlead.plugin-stop-timeout}.
   */
  Registration retain(TopicPattern topics, TopicHistory history);

  /** Where the messages of a topic are kept; empty where they are not. */
  Optional<TopicHistory> history(Topic topic);

  /** How many connections would get a message that is published now. */
  int subscribers(Topic topic);
}
