package io.fairlead.contract.report;

import io.fairlead.contract.server.Servers;
import java.util.Comparator;

/** Standalone first, then as {@link Servers} has them. */
final class ServerOrder {

  static final Comparator<Column> BY_NAME =
      Comparator.comparingInt(column -> Servers.names().indexOf(column.server()));

  private ServerOrder() {}
}
