package io.fairlead.core.topic;

import static java.util.Objects.requireNonNull;

import io.fairlead.api.connection.OutboundMessage;
import io.fairlead.api.plugin.TopicMiddleware;
import io.fairlead.api.topic.Topic;
import io.fairlead.api.topic.TopicPattern;
import io.fairlead.core.plugin.Contributed;
import io.fairlead.core.plugin.ContributionRegistry;
import io.fairlead.core.plugin.Invoker;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes messages through the middleware that is there at the moment. A message that has set out
 * goes all the way through those that were there then.
 */
final class MiddlewareChain {

  private final ContributionRegistry contributions;
  private volatile Steps steps = Steps.NONE;

  /** The list that the registry gave, and what was made of it. */
  private record Steps(List<Contributed<TopicMiddleware>> source, List<Step> steps) {
    private static final Steps NONE = new Steps(List.of(), List.of());
  }

  /** A middleware; no pattern where it could not say which topics it is for. */
  private record Step(Contributed<TopicMiddleware> middleware, @Nullable TopicPattern topics) {
    boolean concerns(Topic topic) {
      return topics == null || topics.equals(TopicPattern.ALL) || topics.matches(topic);
    }
  }

  /** What a middleware answers. */
  private static final class Answer {
    private @Nullable OutboundMessage message;
    private @Nullable TopicPattern topics;
  }

  MiddlewareChain(ContributionRegistry contributions) {
    this.contributions = contributions;
    contributions.onChange(() -> steps = Steps.NONE); // a plugin that went is not held on to
  }

  /** What becomes of a message; null where it is stopped. */
  @Nullable OutboundMessage pass(Topic topic, OutboundMessage message) {
    OutboundMessage passed = message;
    for (Step step : current()) {
      if (passed != null && step.concerns(topic)) {
        passed = pass(step, topic, passed);
      }
    }
    return passed;
  }

  private static @Nullable OutboundMessage pass(Step step, Topic topic, OutboundMessage message) {
    if (step.topics == null) {
      return null;
    }
    Answer answer = new Answer();
    Throwable fault =
        Invoker.call(
            step.middleware,
            each ->
                answer.message =
                    requireNonNull(each.onPublish(topic, message), "onPublish() returned null")
                        .orElse(null));
    return fault == null ? answer.message : null;
  }

  @SuppressWarnings("ReferenceEquality") // the registry gives another list when something changed
  private List<Step> current() {
    List<Contributed<TopicMiddleware>> now = contributions.all(TopicMiddleware.class);
    Steps known = steps;
    if (known.source != now) {
      known = new Steps(now, now.stream().map(MiddlewareChain::step).toList());
      steps = known;
      if (contributions.all(TopicMiddleware.class) != now) { // changed before this was there
        steps = Steps.NONE;
      }
    }
    return known.steps;
  }

  private static Step step(Contributed<TopicMiddleware> middleware) {
    Answer answer = new Answer();
    Invoker.call(
        middleware,
        each -> answer.topics = requireNonNull(each.topics(), "topics() returned null"));
    return new Step(middleware, answer.topics);
  }
}
