package io.fairlead.core.hosting;

import jakarta.websocket.CloseReason;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.OnMessage;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Reads annotated methods of one class, each by the rules of its annotation. */
final class MethodReader {

  private final UriTemplate template;
  private final List<CoderSpec> decoders;
  private final List<CoderSpec> encoders;

  MethodReader(UriTemplate template, List<CoderSpec> decoders, List<CoderSpec> encoders) {
    this.template = template;
    this.decoders = decoders;
    this.encoders = encoders;
  }

  EndpointMethod open(Method method) throws DeploymentException {
    return plain(method, null, "Session, EndpointConfig and @PathParam");
  }

  EndpointMethod close(Method method) throws DeploymentException {
    return plain(method, CloseReason.class, "Session, CloseReason, EndpointConfig and @PathParam");
  }

  EndpointMethod error(Method method) throws DeploymentException {
    Parameters parameters = Parameters.read(method, template, Throwable.class);
    refuseOthers(method, parameters, "Session, Throwable, EndpointConfig and @PathParam");
    if (!parameters.hasSubject()) {
      throw Signatures.illegal(
          method, "an @OnError method needs a Throwable parameter", "add one of that very type");
    }
    return parameters.bind();
  }

  private EndpointMethod plain(Method method, @Nullable Class<?> subject, String allowed)
      throws DeploymentException {
    Parameters parameters = Parameters.read(method, template, subject);
    refuseOthers(method, parameters, allowed);
    return parameters.bind();
  }

  private static void refuseOthers(Method method, Parameters parameters, String allowed)
      throws DeploymentException {
    for (int position : parameters.others()) {
      throw Signatures.illegal(
          method,
          "a parameter of type " + parameters.type(position).getName() + " is not allowed there",
          "use only " + allowed);
    }
  }

  MessageMethod message(Method method) throws DeploymentException {
    Parameters parameters = Parameters.read(method, template, null);
    MessageForm form = form(method, parameters);
    checkReturned(method);
    long maxMessageSize = method.getAnnotation(OnMessage.class).maxMessageSize();
    return new MessageMethod(parameters.bind(), form, maxMessageSize);
  }

  private MessageForm form(Method method, Parameters parameters) throws DeploymentException {
    List<Integer> messages = new ArrayList<>(parameters.others());
    @Nullable Integer last = null;
    if (messages.size() == 2) {
      last = takeFlag(messages, parameters);
    }
    if (messages.size() != 1) {
      throw Signatures.illegal(
          method,
          messages.isEmpty()
              ? "an @OnMessage method needs a parameter for the message"
              : "it has " + messages.size() + " parameters that could be the message",
          "leave one, besides Session, EndpointConfig and @PathParam, and a boolean for parts");
    }
    parameters.set(messages.get(0), Call::subject);
    Class<?> type = parameters.type(messages.get(0));
    try {
      if (last == null) {
        return MessageForm.whole(type, decoders);
      }
      parameters.set(last, Call::last);
      return MessageForm.parts(type);
    } catch (IllegalArgumentException e) {
      throw Signatures.illegal(
          method,
          String.valueOf(e.getMessage()),
          last == null
              ? "name one in the decoders of the @ServerEndpoint"
              : "take a String, a ByteBuffer or a byte[]");
    }
  }

  /** Takes the flag for the last part out of two candidates. */
  private static @Nullable Integer takeFlag(List<Integer> candidates, Parameters parameters) {
    for (Integer candidate : candidates) {
      if (Primitives.boxed(parameters.type(candidate)) == Boolean.class) {
        candidates.remove(candidate);
        return candidate;
      }
    }
    return null;
  }

  private void checkReturned(Method method) throws DeploymentException {
    Class<?> type = method.getReturnType();
    if (CompletionStage.class.isAssignableFrom(type)) {
      type = TypeArguments.first(method.getGenericReturnType(), CompletionStage.class);
      if (type == null || type == Object.class || type == Void.class) {
        return; // judged by what it completes with
      }
    }
    if (!sendable(type)) {
      throw Signatures.illegal(
          method,
          "no encoder takes what it returns, a " + type.getName(),
          "name one in the encoders of the @ServerEndpoint, or return void");
    }
  }

  private boolean sendable(Class<?> type) {
    Class<?> boxed = Primitives.boxed(type);
    return type == void.class
        || type == String.class
        || type == ByteBuffer.class
        || type == byte[].class
        || Primitives.isBox(boxed)
        || encoders.stream().anyMatch(spec -> spec.type().isAssignableFrom(boxed));
  }
}
