package io.fairlead.standalone.tyrus;

import io.fairlead.core.executor.CallbackExecutor;
import io.fairlead.standalone.wire.Frame;
import jakarta.websocket.CloseReason;
import java.util.ArrayDeque;
import java.util.concurrent.RejectedExecutionException;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.glassfish.tyrus.spi.Connection;

/**
 * From the channel to the engine's side of a connection. Calls come from the event loop, in order.
 */
interface EngineLink {

  void frame(Frame frame);

  /** Closes from our side, or tells of the peer's end; the engine takes the first and no more. */
  void close(CloseReason reason);

  /**
   * For hosted endpoints, whose callbacks the runtime moves off the event loop: the engine parses
   * and hands on right here.
   */
  static EngineLink direct(Connection connection) {
    EngineReader reader = new EngineReader(connection.getReadHandler());
    return new EngineLink() {
      @Override
      public void frame(Frame frame) {
        reader.handle(frame);
      }

      @Override
      public void close(CloseReason reason) {
        connection.close(reason);
      }
    };
  }

  /**
   * For endpoints that the runtime does not host: the engine calls user code, which may block, so
   * it runs on the callback executor, one step after the other; while steps wait, reading stops.
   */
  static EngineLink serial(
      Connection connection, CallbackExecutor executor, NettyTransport transport) {
    EngineLink direct = direct(connection);
    SerialSteps steps = new SerialSteps(executor, transport);
    return new EngineLink() {
      @Override
      public void frame(Frame frame) {
        steps.add(() -> direct.frame(frame));
      }

      @Override
      public void close(CloseReason reason) {
        steps.add(() -> direct.close(reason));
      }
    };
  }

  /** Runs steps in order, one at a time. */
  final class SerialSteps {
    private static final Logger LOG = LogManager.getLogger(SerialSteps.class);
    private static final int MOST_WAITING = 16;

    private final CallbackExecutor executor;
    private final NettyTransport transport;
    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
    private boolean running;
    private boolean paused;

    private SerialSteps(CallbackExecutor executor, NettyTransport transport) {
      this.executor = executor;
      this.transport = transport;
    }

    private void add(Runnable step) {
      synchronized (this) {
        waiting.add(step);
        if (!paused && waiting.size() >= MOST_WAITING) {
          paused = true;
          transport.pauseReading();
        }
        if (running) {
          return;
        }
        running = true;
      }
      try {
        executor.execute(this::run);
      } catch (RejectedExecutionException e) {
        transport.terminate(); // the server stops: nobody is left to call
      }
    }

    private void run() {
      while (true) {
        Runnable step;
        synchronized (this) {
          step = waiting.poll();
          if (paused && waiting.isEmpty()) {
            paused = false;
            transport.resumeReading();
          }
          if (step == null) {
            running = false;
            return;
          }
        }
        try {
          step.run();
        } catch (RuntimeException e) {
          LOG.error("a step of a WebSocket connection failed", e);
          transport.terminate();
        }
      }
    }
  }
}
