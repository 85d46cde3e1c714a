package io.fairlead.standalone.net;

import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.FastThreadLocalThread;
import org.jspecify.annotations.Nullable;

/** A thread that serves many connections and must never block. */
final class EventLoopThread extends FastThreadLocalThread {

  private EventLoopThread(@Nullable ThreadGroup group, Runnable task, String name) {
    super(group, task, name);
  }

  static DefaultThreadFactory factory(String name) {
    return new DefaultThreadFactory(name, true) {
      @Override
      protected Thread newThread(Runnable task, String threadName) {
        return new EventLoopThread(threadGroup, task, threadName);
      }
    };
  }
}
