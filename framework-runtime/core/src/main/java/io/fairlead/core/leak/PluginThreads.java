package io.fairlead.core.leak;

import java.lang.ref.WeakReference;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds the threads of one plugin by their context class loader; by name the threads of its next
 * version would be among them. Virtual threads are not among those that a JVM lists.
 */
record PluginThreads(String owner, WeakReference<@Nullable ClassLoader> loader, int frames) {

  /** Those that live, with the place where each is. */
  Map<Thread, MadeAt> alive() {
    ClassLoader theirs = loader.get();
    Map<Thread, MadeAt> alive = new LinkedHashMap<>();
    if (theirs == null) {
      return alive; // collected already, so no thread has it
    }
    Thread.getAllStackTraces()
        .forEach(
            (thread, stack) -> {
              if (belongs(thread, theirs)) {
                alive.put(thread, MadeAt.of(stack, frames));
              }
            });
    return alive;
  }

  private boolean belongs(Thread thread, ClassLoader theirs) {
    return thread.getContextClassLoader() == theirs
        && !thread.getName().startsWith("plugin-" + owner + "-"); // whose tasks are known better
  }
}
