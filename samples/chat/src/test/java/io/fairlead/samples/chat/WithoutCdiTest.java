package io.fairlead.samples.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.api.Registration;
import io.fairlead.api.admission.TokenIssuer;
import io.fairlead.api.application.ApplicationContext;
import io.fairlead.api.application.FairleadApplication;
import io.fairlead.api.connection.ConnectionRegistry;
import io.fairlead.api.event.EventBus;
import io.fairlead.api.plugin.Contribution;
import io.fairlead.api.plugin.Contributions;
import io.fairlead.api.plugin.HttpRoute;
import io.fairlead.api.topic.Topics;
import java.lang.reflect.Field;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

/** The chat on a server such as plain Tomcat, which has no class of CDI. */
class WithoutCdiTest {

  /** The classes of the chat, over a parent without CDI. */
  private static URLClassLoader server() {
    URL chat = ChatEndpoint.class.getProtectionDomain().getCodeSource().getLocation();
    ClassLoader noCdi =
        new ClassLoader(WithoutCdiTest.class.getClassLoader()) {
          @Override
          protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith("jakarta.inject.")
                || name.startsWith("jakarta.enterprise.")
                || name.startsWith("io.fairlead.samples.")) {
              throw new ClassNotFoundException(name);
            }
            return super.loadClass(name, resolve);
          }
        };
    return new URLClassLoader(new URL[] {chat}, noCdi);
  }

  private static Object rooms(Object endpoint) throws ReflectiveOperationException {
    Field rooms = endpoint.getClass().getDeclaredField("rooms");
    rooms.setAccessible(true);
    return rooms.get(endpoint);
  }

  @Test
  void endpointsOfOneServerShareTheRooms() throws Exception {
    try (URLClassLoader server = server()) {
      assertThatThrownBy(() -> server.loadClass("jakarta.inject.Inject"))
          .isInstanceOf(ClassNotFoundException.class);
      Class<?> type = server.loadClass(ChatEndpoint.class.getName());

      Object one = type.getConstructor().newInstance();
      Object two = type.getConstructor().newInstance();

      assertThat(rooms(one)).isNotNull().isSameAs(rooms(two));
    }
  }

  @Test
  void classesAreCompleteWithoutCdi() throws Exception {
    try (URLClassLoader server = server()) {
      for (Class<?> each : List.of(ChatEndpoint.class, Rooms.class, SignInRoute.class)) {
        Class<?> type = server.loadClass(each.getName());
        assertThat(type).isNotSameAs(each);
        assertThat(type.getAnnotations()).as(each.getName()).hasSizeLessThanOrEqualTo(1);
        assertThat(type.getDeclaredFields()).isNotEmpty();
        assertThat(type.getDeclaredMethods()).isNotEmpty();
        assertThat(type.getDeclaredConstructors()).isNotEmpty();
      }
    }
  }

  @Test
  void serviceEntryNamesTheApplicationThatAddsTheSignIn() throws Exception {
    List<HttpRoute> routes = new ArrayList<>();
    try (URLClassLoader server = server()) {
      for (FairleadApplication each : ServiceLoader.load(FairleadApplication.class, server)) {
        each.start(new Recording(routes));
      }
    }
    assertThat(routes).hasSize(1).allMatch(route -> route.path().equals("/sign-in"));
  }

  private record Recording(List<HttpRoute> routes) implements ApplicationContext, Contributions {
    @Override
    public <T extends Contribution> Registration add(Class<T> point, T contribution, int order) {
      routes.add((HttpRoute) contribution);
      return () -> {};
    }

    @Override
    public Contributions contributions() {
      return this;
    }

    @Override
    public ConnectionRegistry connections() {
      throw new UnsupportedOperationException();
    }

    @Override
    public Topics topics() {
      throw new UnsupportedOperationException();
    }

    @Override
    public EventBus events() {
      throw new UnsupportedOperationException();
    }

    @Override
    public Optional<TokenIssuer> tokens() {
      return Optional.empty();
    }
  }
}
