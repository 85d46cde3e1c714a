package io.fairlead.plugins.auditlog;

import io.fairlead.api.plugin.ConnectionListener;
import io.fairlead.api.plugin.Contributions;
import io.fairlead.api.plugin.ErrorHandler;
import io.fairlead.api.plugin.InboundHandler;
import io.fairlead.api.plugin.Plugin;
import io.fairlead.api.plugin.PluginConfigException;
import io.fairlead.api.plugin.PluginContext;
import io.fairlead.api.plugin.ShutdownHook;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Writes who opened, sent, failed and closed to a file, one JSON object a line. Its lines are out
 * before an orderly stop ends the connections, and the last ones when the plugin stops.
 */
public final class AuditLogPlugin implements Plugin {

  /** After {@code rate-limit}, so that a flood it refuses does not fill the file; else first. */
  static final int ORDER = -9_000;

  /** Flushes after the hooks of others, which may still cause events. */
  static final int HOOK_ORDER = 10_000;

  private static final Duration LONGEST_CLOSE = Duration.ofSeconds(20);

  private @Nullable AuditWriter writer;

  /** For the service loader. */
  public AuditLogPlugin() {}

  @Override
  public void start(PluginContext context) {
    String prefix = "fairlead.plugins." + context.descriptor().id() + ".";
    AuditSettings settings = AuditSettings.read(context.config(), prefix);
    AuditWriter started =
        new AuditWriter(
            open(settings.file(), prefix),
            settings,
            new FailureLog(context.logger(), settings.file().toString(), context.clock()),
            context.executor());
    writer = started;
    AuditTrail trail =
        new AuditTrail(
            started, new AuditRecords(context.clock(), settings.payload()), settings.payload());
    Contributions contributions = context.contributions();
    contributions.add(ConnectionListener.class, trail, ORDER);
    contributions.add(InboundHandler.class, trail, ORDER);
    contributions.add(ErrorHandler.class, trail, ORDER);
    contributions.add(ShutdownHook.class, trail, HOOK_ORDER);
  }

  @Override
  public void stop() throws IOException, InterruptedException {
    if (writer != null) {
      writer.close(LONGEST_CLOSE);
    }
  }

  private static LineSink open(Path file, String prefix) {
    try {
      return LineFile.open(file);
    } catch (IOException e) {
      throw new PluginConfigException(
          prefix
              + "file: cannot write to "
              + file
              + " ("
              + reason(file, e)
              + "); name a file that the server's user may create or append to");
    }
  }

  private static String reason(Path file, IOException e) {
    if (Files.isDirectory(file)) {
      return "it is a directory";
    }
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    return e instanceof FileSystemException f && f.getReason() != null
        ? f.getReason()
        : e.toString();
  }
}
