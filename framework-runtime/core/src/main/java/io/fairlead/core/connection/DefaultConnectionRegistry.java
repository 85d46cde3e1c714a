package io.fairlead.core.connection;

import io.fairlead.api.connection.Connection;
import io.fairlead.api.connection.ConnectionRegistry;
import io.fairlead.api.connection.LossReason;
import io.fairlead.api.connection.PoolUsage;
import io.fairlead.core.outbound.Losses;
import io.fairlead.core.pool.Pools;
import jakarta.websocket.CloseReason;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The connections of this node. */
public final class DefaultConnectionRegistry implements ConnectionRegistry {

  private final ConcurrentMap<String, DefaultConnection> byId = new ConcurrentHashMap<>();
  private final PrincipalIndex byPrincipal = new PrincipalIndex();
  private final Pools pools = new Pools();
  private final Losses losses = new Losses();
  private volatile Consumer<DefaultConnection> removed = connection -> {};
  private volatile @Nullable Supplier<CloseReason> closing;

  Losses losses() {
    return losses;
  }

  void add(DefaultConnection connection) {
    byId.put(connection.id(), connection);
    byPrincipal.add(connection);
  }

  /**
   * From now on a connection closes as soon as it is open. For those that are here already, that is
   * the caller's task, afterwards: so none is missed.
   */
  public void closeWith(Supplier<CloseReason> reasons) {
    closing = reasons;
  }

  /** Why connections that open now have to close; null while they need not. */
  @Nullable CloseReason closing() {
    Supplier<CloseReason> reasons = closing;
    return reasons == null ? null : reasons.get();
  }

  /**
   * Forgets a connection that has ended, and gives its place back; later calls for the same one
   * have no effect.
   */
  public void remove(DefaultConnection connection) {
    if (byId.remove(connection.id(), connection)) {
      byPrincipal.remove(connection);
      connection.place().release();
      removed.accept(connection);
    }
  }

  @Override
  public Optional<Connection> find(String id) {
    return Optional.ofNullable(byId.get(id));
  }

  @Override
  public Collection<Connection> byPrincipal(String name) {
    return Collections.unmodifiableCollection(byPrincipal.get(name));
  }

  @Override
  public Collection<Connection> byMetadata(String name, Object value) {
    return byId.values().stream()
        .<Connection>map(connection -> connection)
        .filter(connection -> connection.metadata().get(name).filter(value::equals).isPresent())
        .toList();
  }

  @Override
  public Map<String, PoolUsage> usage() {
    return pools.usage();
  }

  /** What {@link #usage} tells of. */
  public Pools pools() {
    return pools;
  }

  /** Sets who hears of connections that are forgotten; must not block. */
  public void onRemoved(Consumer<DefaultConnection> listener) {
    removed = listener;
  }

  /** Whether nothing is remembered of anybody. */
  boolean isEmpty() {
    return byId.isEmpty() && byPrincipal.isEmpty();
  }

  @Override
  public Collection<Connection> all() {
    return Collections.unmodifiableCollection(byId.values());
  }

  /** The same as {@link #all}, for the runtime's own use. */
  public Collection<DefaultConnection> connections() {
    return Collections.unmodifiableCollection(byId.values());
  }

  @Override
  public Map<String, Map<LossReason, Long>> lost() {
    return losses.totals();
  }

  @Override
  public int size() {
    return byId.size();
  }
}
