package io.fairlead.core.hosting;

import io.fairlead.core.hosting.MessageForm.Native;
import jakarta.websocket.Decoder;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Encoder;
import jakarta.websocket.OnClose;
import jakarta.websocket.OnError;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.server.ServerEndpoint;
import jakarta.websocket.server.ServerEndpointConfig;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An annotated endpoint class, read completely and found legal (Jakarta WebSocket, section 4).
 * Immutable.
 *
 * <p>Methods count as {@link Class#getMethods} has them: inherited ones do, and an override without
 * the annotation takes it away.
 */
final class EndpointModel {

  private static final List<Class<? extends Annotation>> CALLBACKS =
      List.of(OnOpen.class, OnMessage.class, OnClose.class, OnError.class);

  private final Class<?> type;
  private final ServerEndpoint annotation;
  private final UriTemplate template;
  private final List<CoderSpec> decoders;
  private final List<CoderSpec> encoders;
  private final @Nullable EndpointMethod onOpen;
  private final @Nullable EndpointMethod onClose;
  private final @Nullable EndpointMethod onError;
  private final Map<Native, MessageMethod> onMessage = new EnumMap<>(Native.class);

  private EndpointModel(Class<?> type, ServerEndpoint annotation) throws DeploymentException {
    this.type = type;
    this.annotation = annotation;
    try {
      this.template = UriTemplate.parse(annotation.value());
      this.decoders = CoderSpec.decoders(Arrays.asList(annotation.decoders()));
      this.encoders = CoderSpec.encoders(Arrays.asList(annotation.encoders()));
    } catch (IllegalArgumentException e) {
      throw new DeploymentException(type.getName() + ": " + e.getMessage(), e);
    }
    refuseHidden();
    MethodReader reader = new MethodReader(template, decoders, encoders);
    Method open = only(OnOpen.class);
    Method close = only(OnClose.class);
    Method error = only(OnError.class);
    this.onOpen = open == null ? null : reader.open(open);
    this.onClose = close == null ? null : reader.close(close);
    this.onError = error == null ? null : reader.error(error);
    for (Method method : annotated(OnMessage.class)) {
      add(reader.message(method));
    }
  }

  /**
   * Reads a class.
   *
   * @throws DeploymentException naming class, method, cause and cure where it is not legal
   */
  static EndpointModel of(Class<?> type) throws DeploymentException {
    ServerEndpoint annotation = type.getAnnotation(ServerEndpoint.class);
    if (annotation == null) {
      throw Signatures.illegal(type, "it has no @ServerEndpoint", "annotate it with one");
    }
    if (type.isInterface() || Modifier.isAbstract(type.getModifiers())) {
      throw Signatures.illegal(type, "an endpoint class cannot be abstract", "make it concrete");
    }
    if (type.getEnclosingClass() != null && !Modifier.isStatic(type.getModifiers())) {
      throw Signatures.illegal(type, "an endpoint class cannot be an inner one", "make it static");
    }
    return new EndpointModel(type, annotation);
  }

  /**
   * Makes sure that instances can be made without a CDI container.
   *
   * @throws DeploymentException if there is no public constructor without parameters
   */
  void requireConstructor() throws DeploymentException {
    if (!ReflectiveInstanceSource.canMake(type)) {
      throw Signatures.illegal(
          type,
          "it has no public constructor without parameters",
          "add one, and make the class public, or run with CDI");
    }
  }

  /** An annotated method that is not public would never be called: say so instead. */
  private void refuseHidden() throws DeploymentException {
    for (Class<?> at = type; at != null && at != Object.class; at = at.getSuperclass()) {
      for (Method method : at.getDeclaredMethods()) {
        if (!Modifier.isPublic(method.getModifiers())
            && CALLBACKS.stream().anyMatch(method::isAnnotationPresent)
            && !overridden(method)) {
          throw Signatures.illegal(method, "an annotated method must be public", "make it so");
        }
      }
    }
  }

  private boolean overridden(Method method) {
    return !Modifier.isPrivate(method.getModifiers())
        && Arrays.stream(type.getMethods())
            .anyMatch(
                other ->
                    other.getName().equals(method.getName())
                        && Arrays.equals(other.getParameterTypes(), method.getParameterTypes()));
  }

  private List<Method> annotated(Class<? extends Annotation> callback) {
    List<Method> methods = new ArrayList<>();
    for (Method method : type.getMethods()) {
      if (!method.isBridge() && method.isAnnotationPresent(callback)) {
        methods.add(method);
      }
    }
    methods.sort((a, b) -> Signatures.of(a).compareTo(Signatures.of(b)));
    return methods;
  }

  private @Nullable Method only(Class<? extends Annotation> callback) throws DeploymentException {
    List<Method> methods = annotated(callback);
    if (methods.size() > 1) {
      throw Signatures.illegal(
          methods.get(1),
          "@"
              + callback.getSimpleName()
              + " stands on "
              + Signatures.of(methods.get(0))
              + " already",
          "leave it on one of them");
    }
    return methods.isEmpty() ? null : methods.get(0);
  }

  private void add(MessageMethod method) throws DeploymentException {
    for (Native kind : Native.values()) {
      if (method.form().takes(kind)) {
        MessageMethod other = onMessage.putIfAbsent(kind, method);
        if (other != null) {
          throw Signatures.illegal(
              method.method().method(),
              kind.messages() + " go to " + other.method() + " already",
              "leave one @OnMessage method for each of text, binary and pong");
        }
      }
    }
  }

  Class<?> type() {
    return type;
  }

  UriTemplate template() {
    return template;
  }

  String path() {
    return annotation.value();
  }

  List<String> subprotocols() {
    return List.of(annotation.subprotocols());
  }

  List<Class<? extends Encoder>> encoderClasses() {
    return List.of(annotation.encoders());
  }

  List<Class<? extends Decoder>> decoderClasses() {
    return List.of(annotation.decoders());
  }

  Class<? extends ServerEndpointConfig.Configurator> configurator() {
    return annotation.configurator();
  }

  List<CoderSpec> decoders() {
    return decoders;
  }

  List<CoderSpec> encoders() {
    return encoders;
  }

  Optional<EndpointMethod> onOpen() {
    return Optional.ofNullable(onOpen);
  }

  Optional<EndpointMethod> onClose() {
    return Optional.ofNullable(onClose);
  }

  Optional<EndpointMethod> onError() {
    return Optional.ofNullable(onError);
  }

  Optional<MessageMethod> onMessage(Native kind) {
    return Optional.ofNullable(onMessage.get(kind));
  }
}
