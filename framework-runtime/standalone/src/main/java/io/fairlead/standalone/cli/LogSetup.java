package io.fairlead.standalone.cli;

import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.config.Settings;
import io.fairlead.core.config.Settings.LogFormat;
import java.util.List;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.appender.ConsoleAppender;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.builder.api.ConfigurationBuilder;
import org.apache.logging.log4j.core.config.builder.api.ConfigurationBuilderFactory;
import org.apache.logging.log4j.core.config.builder.api.LayoutComponentBuilder;
import org.apache.logging.log4j.core.config.builder.impl.BuiltConfiguration;

/**
 * Sets Log4j up by the settings: everything to standard error, so that standard output belongs to
 * {@code READY} and to tokens. A Log4j configuration of the user's own ({@code
 * log4j2.configurationFile}) goes before.
 */
final class LogSetup {

  /**
   * Time, level, where; then, where there are any, connection, request, principal and plugin; then
   * the message, which cannot begin a line of its own.
   */
  private static final String PATTERN =
      "%d{HH:mm:ss.SSS} %highlight{%-5level} %-20.-20c{1} "
          + "%style{%notEmpty{conn=%X{connection} }%notEmpty{req=%X{request} }"
          + "%notEmpty{user=%enc{%X{principal}}{CRLF} }%notEmpty{plugin=%X{plugin} }}{cyan}"
          + "%enc{%m}{CRLF}%n%xEx";

  private static final String TEMPLATE = "classpath:io/fairlead/standalone/cli/log-event.json";

  /** Libraries that tell more than anybody at a terminal wants to know. */
  private static final List<String> CHATTY =
      List.of("org.glassfish.tyrus", "org.jboss", "io.netty", "io.smallrye");

  /** Write whole handshakes, and with them tokens, whatever level is asked for. */
  private static final List<String> TELLTALE =
      List.of("org.glassfish.tyrus.core.TyrusWebSocketEngine");

  private LogSetup() {}

  /**
   * Before anything logs: {@code java.util.logging} chooses its manager once, and Log4j, given a
   * configuration, does not look for one, which would take a quarter of the start.
   */
  static void early() {
    setUnlessSet("java.util.logging.manager", "org.apache.logging.log4j.jul.LogManager");
    setUnlessSet("log4j2.shutdownHookEnabled", "false"); // the drain still wants to log
    if (!hasOwnConfiguration()) {
      Configurator.initialize(configuration(LogFormat.TEXT, Level.WARN, false).build(false));
    }
  }

  private static void setUnlessSet(String key, String value) {
    if (System.getProperty(key) == null) {
      System.setProperty(key, value);
    }
  }

  static void apply(FairleadConfig config, boolean debug, boolean color) {
    if (hasOwnConfiguration()) {
      return;
    }
    Level level =
        debug && config.get(Settings.LOG_LEVEL).compareTo(Settings.LogLevel.DEBUG) < 0
            ? Level.DEBUG
            : Level.valueOf(config.get(Settings.LOG_LEVEL).name());
    Configurator.reconfigure(
        configuration(config.get(Settings.LOG_FORMAT), level, color).build(false));
  }

  private static boolean hasOwnConfiguration() {
    return System.getProperty("log4j2.configurationFile") != null
        || System.getProperty("log4j.configurationFile") != null
        || System.getenv("LOG4J_CONFIGURATION_FILE") != null;
  }

  private static ConfigurationBuilder<BuiltConfiguration> configuration(
      LogFormat format, Level level, boolean color) {
    ConfigurationBuilder<BuiltConfiguration> builder =
        ConfigurationBuilderFactory.newConfigurationBuilder();
    builder.setConfigurationName("fairlead").setStatusLevel(Level.WARN).setShutdownHook("disable");
    LayoutComponentBuilder layout =
        format == LogFormat.JSON
            ? builder.newLayout("JsonTemplateLayout").addAttribute("eventTemplateUri", TEMPLATE)
            : builder
                .newLayout("PatternLayout")
                .addAttribute("pattern", PATTERN)
                .addAttribute("disableAnsi", !color);
    builder.add(
        builder
            .newAppender("stderr", "Console")
            .addAttribute("target", ConsoleAppender.Target.SYSTEM_ERR)
            .add(layout));
    for (String name : CHATTY) {
      builder.add(builder.newLogger(name, tamed(level)));
    }
    for (String name : TELLTALE) {
      builder.add(
          builder.newLogger(
              name, level.isMoreSpecificThan(Level.INFO) ? tamed(level) : Level.INFO));
    }
    return builder.add(builder.newRootLogger(level).add(builder.newAppenderRef("stderr")));
  }

  /** Warnings always; the rest only for those who ask for everything. */
  private static Level tamed(Level level) {
    if (level == Level.TRACE) {
      return level;
    }
    return level == Level.DEBUG
        ? Level.INFO
        : level.isMoreSpecificThan(Level.WARN) ? level : Level.WARN;
  }
}
