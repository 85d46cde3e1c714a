package io.fairlead.samples.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.api.application.FairleadApplication;
import io.fairlead.api.plugin.HttpRoute;
import io.fairlead.api.topic.Topic;
import io.fairlead.testkit.PluginHarness;
import java.lang.reflect.Field;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.List;
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
      for (Class<?> each :
          List.of(ChatEndpoint.class, Rooms.class, Member.class, SignInRoute.class)) {
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
  void serviceEntryNamesTheApplicationThatSetsTheChatUp() throws Exception {
    try (URLClassLoader server = server()) {
      List<FairleadApplication> found =
          ServiceLoader.load(FairleadApplication.class, server).stream()
              .map(ServiceLoader.Provider::get)
              .toList();
      assertThat(found).hasSize(1);
      try (PluginHarness started = TestChat.Application.start(found.get(0))) {
        assertThat(started.contributions(HttpRoute.class))
            .extracting(HttpRoute::path)
            .containsExactly("/sign-in");
        assertThat(started.topics().history(Topic.of("chat.lobby"))).isPresent();
        assertThat(started.topics().history(Topic.of("chat.lobby.now"))).isEmpty();
      }
    }
  }
}
