package io.fairlead.jakartaee;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;

/** Makes a directory the class path of the application that the thread works for. */
final class ContextLoader implements AutoCloseable {

  private final ClassLoader before = Thread.currentThread().getContextClassLoader();
  private final URLClassLoader loader;

  ContextLoader(Path classes) {
    this(classes, ContextLoader.class.getClassLoader());
  }

  ContextLoader(Path classes, ClassLoader parent) {
    try {
      loader = new URLClassLoader(new URL[] {classes.toUri().toURL()}, parent);
    } catch (IOException e) {
      throw new IllegalArgumentException(e);
    }
    Thread.currentThread().setContextClassLoader(loader);
  }

  @Override
  public void close() throws IOException {
    Thread.currentThread().setContextClassLoader(before);
    loader.close();
  }
}
