package io.fairlead.core.support;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.config.Property;

/** Everything that is logged at any level, with stack traces and context, while it is open. */
public final class CapturedLog implements AutoCloseable {

  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final LoggerContext context;
  private final LoggerConfig root;
  private final Level before;
  private final Capture capture = new Capture();

  private final class Capture extends AbstractAppender {
    Capture() {
      super("captured", null, null, true, Property.EMPTY_ARRAY);
    }

    @Override
    public void append(LogEvent event) {
      StringBuilder line = new StringBuilder(event.getLevel() + " ");
      line.append(event.getMessage().getFormattedMessage()).append(event.getContextData());
      for (Throwable each = event.getThrown(); each != null; each = each.getCause()) {
        line.append(" | ").append(each);
      }
      lines.add(line.toString());
    }
  }

  /** Opens it. */
  public CapturedLog() {
    context = (LoggerContext) LogManager.getContext(false);
    Configuration configuration = context.getConfiguration();
    root = configuration.getRootLogger();
    before = root.getLevel();
    capture.start();
    root.addAppender(capture, Level.ALL, null);
    root.setLevel(Level.ALL);
    context.updateLoggers();
  }

  /** The lines so far. */
  public List<String> lines() {
    return List.copyOf(lines);
  }

  @Override
  public void close() {
    root.removeAppender("captured");
    root.setLevel(before);
    context.updateLoggers();
    capture.stop();
  }
}
