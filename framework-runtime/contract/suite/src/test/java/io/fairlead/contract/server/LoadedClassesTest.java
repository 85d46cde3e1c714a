package io.fairlead.contract.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Constructor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LoadedClassesTest {

  /** Not by the class itself: that would load it once more. */
  private static final String HELD = LoadedClassesTest.class.getName() + "$Held";

  @Test
  void countsTheLoadersThatHoldAClassUntilTheyAreCollected() throws Exception {
    Process jvm =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                FourLoaders.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader output = jvm.inputReader()) {
      assertThat(output.readLine()).isEqualTo("loaded");
      assertThat(LoadedClasses.count(jvm.toHandle(), HELD)).isEqualTo(4);
      assertThat(LoadedClasses.count(jvm.toHandle(), HELD + "NoSuch")).isZero();
      jvm.outputWriter().append("let go\n").flush();
      assertThat(output.readLine()).isEqualTo("let go");
      assertThat(LoadedClasses.count(jvm.toHandle(), HELD)).isEqualTo(1);
    } finally {
      jvm.destroyForcibly().waitFor();
    }
  }

  /** Loaded several times; once without an instance, which a histogram would not show. */
  static final class Held {
    @Override
    public String toString() {
      return "held";
    }
  }

  /** The other process: keeps one of four loaders when a line comes in. */
  static final class FourLoaders {

    private FourLoaders() {}

    public static void main(String[] arguments) throws Exception {
      List<Object> kept = new ArrayList<>();
      kept.add(new Own().loadClass(HELD));
      for (int i = 0; i < 3; i++) {
        Constructor<?> constructor = new Own().loadClass(HELD).getDeclaredConstructor();
        constructor.setAccessible(true);
        kept.add(constructor.newInstance());
      }
      System.out.println("loaded");
      if (System.in.read() >= 0) {
        kept.subList(1, kept.size()).clear();
        System.out.println("let go");
      }
      while (System.in.read() >= 0) {
        assertThat(kept).hasSize(1);
      }
    }
  }

  /** Defines that one class itself. */
  private static final class Own extends ClassLoader {

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      return name.equals(HELD) ? define(name) : super.loadClass(name, resolve);
    }

    private Class<?> define(String name) throws ClassNotFoundException {
      String file = name.replace('.', '/') + ".class";
      try (InputStream in = Own.class.getClassLoader().getResourceAsStream(file)) {
        byte[] bytes = in.readAllBytes();
        return defineClass(name, bytes, 0, bytes.length);
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }
  }
}
