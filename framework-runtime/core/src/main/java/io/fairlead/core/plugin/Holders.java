package io.fairlead.core.plugin;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds out what keeps a class loader, as far as that can be seen from inside. */
final class Holders {

  private static final int MOST = 5;

  private Holders() {}

  /** One phrase. */
  static String of(ClassLoader loader) {
    List<String> found = new ArrayList<>();
    for (Map.Entry<Thread, StackTraceElement[]> each : Thread.getAllStackTraces().entrySet()) {
      String why = why(each.getKey(), each.getValue(), loader);
      if (why != null) {
        found.add("thread '" + each.getKey().getName() + "' (" + why + ")");
      }
    }
    if (found.isEmpty()) {
      return "by no thread: look in a heap dump (jcmd <pid> GC.heap_dump) for the paths to "
          + loader.getName();
    }
    String all = String.join(", ", found.subList(0, Math.min(MOST, found.size())));
    return "by " + all + (found.size() > MOST ? " and " + (found.size() - MOST) + " more" : "");
  }

  private static @Nullable String why(
      Thread thread, StackTraceElement[] stack, ClassLoader loader) {
    for (StackTraceElement frame : stack) {
      if (String.valueOf(loader.getName()).equals(frame.getClassLoaderName())) {
        return "it runs " + frame.getClassName() + "." + frame.getMethodName();
      }
    }
    if (thread.getClass().getClassLoader() == loader) {
      return "its class is the plugin's";
    }
    return thread.getContextClassLoader() == loader ? "it is its context class loader" : null;
  }
}
