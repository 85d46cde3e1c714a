package io.fairlead.core.hosting;

import jakarta.websocket.CloseReason;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.Session;
import jakarta.websocket.server.PathParam;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the parameters of an annotated method: those that every callback may have, and those that
 * its annotation adds. What is left over is for the caller to judge.
 */
final class Parameters {

  /** Parameters that a method may have once. */
  private enum Role {
    SESSION(Session.class),
    CONFIG(EndpointConfig.class),
    REASON(CloseReason.class),
    FAILURE(Throwable.class);

    private final Class<?> type;

    Role(Class<?> type) {
      this.type = type;
    }
  }

  private final Method method;
  private final UriTemplate template;
  private final @Nullable Class<?> subject;
  private final Set<Role> seen = EnumSet.noneOf(Role.class);
  private final List<@Nullable Argument> arguments = new ArrayList<>();
  private final List<Integer> others = new ArrayList<>();

  private Parameters(Method method, UriTemplate template, @Nullable Class<?> subject) {
    this.method = method;
    this.template = template;
    this.subject = subject;
  }

  /**
   * Reads them.
   *
   * @param subject the type of the callback's own parameter, such as {@code CloseReason}
   */
  static Parameters read(Method method, UriTemplate template, @Nullable Class<?> subject)
      throws DeploymentException {
    Parameters parameters = new Parameters(method, template, subject);
    for (Parameter parameter : method.getParameters()) {
      parameters.add(parameter);
    }
    return parameters;
  }

  private void add(Parameter parameter) throws DeploymentException {
    Class<?> type = parameter.getType();
    PathParam path = parameter.getAnnotation(PathParam.class);
    if (path != null) {
      arguments.add(pathVariable(path.value(), type));
    } else if (type == Session.class) {
      once(Role.SESSION);
      arguments.add(Call::session);
    } else if (type == EndpointConfig.class) {
      once(Role.CONFIG);
      arguments.add(Call::config);
    } else if (type == subject) {
      once(type == CloseReason.class ? Role.REASON : Role.FAILURE);
      arguments.add(Call::subject);
    } else {
      others.add(arguments.size());
      arguments.add(null);
    }
  }

  private void once(Role role) throws DeploymentException {
    if (!seen.add(role)) {
      throw Signatures.illegal(
          method, "it has two " + role.type.getSimpleName() + " parameters", "leave one of them");
    }
  }

  private Argument pathVariable(String name, Class<?> type) throws DeploymentException {
    boolean known = template.variables().contains(name);
    if (type == String.class) {
      return call -> call.path().get(name);
    }
    Class<?> box = Primitives.boxed(type);
    if (!Primitives.isBox(box)) {
      throw Signatures.illegal(
          method,
          "@PathParam(\"" + name + "\") stands on a " + type.getName(),
          "make it a String, a primitive or the box of one");
    }
    if (known) {
      return call -> Primitives.parse(call.path().get(name), box);
    }
    if (type.isPrimitive()) {
      throw Signatures.illegal(
          method,
          "@PathParam(\"" + name + "\") names no variable of '" + template + "'",
          "correct the name, or use the box of " + type.getName());
    }
    return call -> null; // as the Javadoc of @PathParam has it
  }

  /** Whether the callback's own parameter was there. */
  boolean hasSubject() {
    return seen.contains(Role.REASON) || seen.contains(Role.FAILURE);
  }

  /** The positions of parameters with no meaning yet. */
  List<Integer> others() {
    return others;
  }

  Class<?> type(int position) {
    return method.getParameterTypes()[position];
  }

  /** Gives a parameter its meaning. */
  void set(int position, Argument argument) {
    arguments.set(position, argument);
  }

  /** Binds the method; all parameters must have a meaning. */
  EndpointMethod bind() throws DeploymentException {
    List<Argument> complete = new ArrayList<>();
    for (Argument argument : arguments) {
      if (argument == null) {
        throw new IllegalStateException("a parameter of " + Signatures.of(method) + " is open");
      }
      complete.add(argument);
    }
    try {
      return EndpointMethod.bind(method, complete);
    } catch (IllegalAccessException e) {
      throw Signatures.illegal(method, "it is out of reach", "make the class public");
    }
  }
}
