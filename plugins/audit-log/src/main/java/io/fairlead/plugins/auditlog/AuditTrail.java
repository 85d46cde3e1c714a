package io.fairlead.plugins.auditlog;

import io.fairlead.api.connection.Connection;
import io.fairlead.api.connection.InboundMessage;
import io.fairlead.api.plugin.Chain;
import io.fairlead.api.plugin.ConnectionListener;
import io.fairlead.api.plugin.ErrorContext;
import io.fairlead.api.plugin.ErrorDecision;
import io.fairlead.api.plugin.ErrorHandler;
import io.fairlead.api.plugin.InboundHandler;
import io.fairlead.api.plugin.ShutdownHook;
import jakarta.websocket.CloseReason;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Hears of everything and writes it down. A message goes on only when its line has room in the
 * queue; opening, closing and failing cannot be held up, so their lines wait in order without their
 * connection, as far as there is room for waiting.
 */
final class AuditTrail implements InboundHandler, ConnectionListener, ErrorHandler, ShutdownHook {

  private final AuditWriter writer;
  private final AuditRecords records;
  private final boolean wholeMessages;
  private final Map<String, Long> partSizes = new ConcurrentHashMap<>();

  AuditTrail(AuditWriter writer, AuditRecords records, boolean wholeMessages) {
    this.writer = writer;
    this.records = records;
    this.wholeMessages = wholeMessages;
  }

  @Override
  public boolean acceptsParts() {
    return !wholeMessages;
  }

  @Override
  public void onOpen(Connection connection) {
    writer.append(records.opened(connection));
  }

  @Override
  public void onMessage(InboundMessage message, Chain chain) {
    String id = message.connection().id();
    if (!message.last()) {
      partSizes.merge(id, (long) message.size(), Long::sum);
      chain.proceed();
      return;
    }
    Long before = partSizes.remove(id);
    long size = message.size() + (before == null ? 0 : before);
    writer.append(records.received(message, size), chain::proceed);
  }

  @Override
  public ErrorDecision onError(ErrorContext context, Throwable error) {
    writer.append(records.failed(context, error));
    return ErrorDecision.next();
  }

  @Override
  public void onClose(Connection connection, CloseReason reason) {
    partSizes.remove(connection.id());
    writer.append(records.closed(connection, reason));
  }

  @Override
  public CompletionStage<Void> prepare(Instant deadline) {
    return writer.flush();
  }

  /** Flushes once more; the file stays open for the lines of the connections' ends. */
  @Override
  public CompletionStage<Void> commit(Instant deadline) {
    return writer.flush();
  }
}
