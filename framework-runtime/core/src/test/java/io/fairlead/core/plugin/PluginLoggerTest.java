package io.fairlead.core.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.ThreadContext;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class PluginLoggerTest {

  private final Recorder recorder = new Recorder();
  private final LoggerContext context = (LoggerContext) LogManager.getContext(false);
  private final System.Logger logger = new PluginLogger("demo");

  @BeforeEach
  void listen() {
    Configurator.setLevel("plugin.demo", Level.INFO);
    recorder.start();
    context.getConfiguration().getLoggerConfig("plugin.demo").addAppender(recorder, null, null);
  }

  @AfterEach
  void stop() {
    context.getConfiguration().getLoggerConfig("plugin.demo").removeAppender("recorder");
  }

  @Test
  void carriesThePluginsIdAndItsOwnName() {
    ThreadContext.put("plugin", "before");
    logger.log(System.Logger.Level.INFO, "hello");
    assertThat(ThreadContext.get("plugin")).isEqualTo("before");
    ThreadContext.clearAll();
    assertThat(recorder.lines).containsExactly("INFO plugin.demo demo hello");
  }

  @Test
  void fillsInParametersAndKeepsTheThrowable() {
    logger.log(System.Logger.Level.WARNING, "{0} of {1}", "one", 2);
    logger.log(System.Logger.Level.ERROR, "broken", new IllegalStateException("cause"));
    logger.log(System.Logger.Level.INFO, "no {0} here");
    logger.log(System.Logger.Level.INFO, "a slip: {", "x");
    logger.log(System.Logger.Level.INFO, (String) null);
    assertThat(recorder.lines)
        .containsExactly(
            "WARN plugin.demo demo one of 2",
            "ERROR plugin.demo demo broken cause",
            "INFO plugin.demo demo no {0} here",
            "INFO plugin.demo demo a slip: {",
            "INFO plugin.demo demo null");
  }

  @Test
  void namesTheCallerAsTheSource() {
    Exception thrown = new Exception("thrown");
    logger.log(System.Logger.Level.INFO, "here");
    logger.log(System.Logger.Level.INFO, () -> "supplied");
    logger.log(System.Logger.Level.INFO, new java.util.concurrent.atomic.AtomicInteger(7));
    logger.log(System.Logger.Level.INFO, "here", thrown);
    logger.log(System.Logger.Level.INFO, () -> "supplied", thrown);
    logger.log(System.Logger.Level.INFO, "{0}", "here");
    assertThat(recorder.lines).hasSize(6);
    assertThat(recorder.callers).containsOnly(PluginLoggerTest.class.getName());
  }

  @Test
  void makesNoTextForALevelThatIsOff() {
    Object poison =
        new Object() {
          @Override
          public String toString() {
            throw new AssertionError("asked for its text");
          }
        };
    logger.log(System.Logger.Level.DEBUG, "{0}", poison);
    assertThat(logger.isLoggable(System.Logger.Level.DEBUG)).isFalse();
    assertThat(logger.isLoggable(System.Logger.Level.INFO)).isTrue();
    assertThat(recorder.lines).isEmpty();
  }

  private static final class Recorder extends AbstractAppender {
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final List<String> callers = new CopyOnWriteArrayList<>();

    private Recorder() {
      super("recorder", null, null, false, Property.EMPTY_ARRAY);
    }

    @Override
    public boolean requiresLocation() {
      return true;
    }

    @Override
    public void append(LogEvent event) {
      Throwable thrown = event.getThrown();
      @Nullable String id = event.getContextData().getValue("plugin");
      lines.add(
          event.getLevel()
              + " "
              + event.getLoggerName()
              + " "
              + id
              + " "
              + event.getMessage().getFormattedMessage()
              + (thrown == null ? "" : " " + thrown.getMessage()));
      callers.add(event.getSource().getClassName());
    }
  }
}
