package io.fairlead.standalone;

import io.fairlead.api.admission.Revocations;
import io.fairlead.api.admission.SecurityPolicies;
import io.fairlead.api.connection.ConnectionRegistry;
import io.fairlead.api.plugin.Contribution;
import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.plugin.LivePlugins;
import io.fairlead.core.plugin.PluginReport;
import jakarta.websocket.DeploymentException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A running standalone server: your endpoints and plugins behind admission, on one port for HTTP
 * and WebSocket. Safe for any thread.
 *
 * <p>{@link #close} is the orderly stop; it blocks up to {@code fairlead.drain.deadline}, and some
 * seconds more where plugins or threads do not end by themselves: new handshakes get 503, pending
 * messages are handled, shutdown hooks run, what is queued is sent, clients get close 1001.
 */
public final class Fairlead implements AutoCloseable {

  private final Assembly assembly;
  private final AtomicBoolean closed = new AtomicBoolean();

  private Fairlead(Assembly assembly) {
    this.assembly = assembly;
  }

  /** Starts a server's description. */
  public static Builder builder() {
    return new Builder();
  }

  /** Where it serves, for example {@code http://127.0.0.1:8080}. */
  public URI uri() {
    return assembly.uri();
  }

  /** The port it serves on. */
  public int port() {
    return assembly.server().port();
  }

  /** The configuration it runs with. */
  public FairleadConfig config() {
    return assembly.config();
  }

  /** What became of each plugin jar. */
  public List<PluginReport> plugins() {
    return assembly.runtime().plugins().reports();
  }

  /** Starts, replaces and stops plugins while the server serves. */
  public LivePlugins livePlugins() {
    return assembly.plugins();
  }

  /** The open connections. */
  public ConnectionRegistry connections() {
    return assembly.runtime().connections();
  }

  /** Takes back what was let in. */
  public Revocations revocations() {
    return assembly.runtime().revocations();
  }

  /** The security policy in force, and how to replace it. */
  public SecurityPolicies policies() {
    return assembly.runtime().policies();
  }

  /** The settings of the policy in force, as texts; of a secret only whether it is set. */
  public SortedMap<String, String> policySettings() {
    return assembly.runtime().policies().settings();
  }

  /** Reloads the security policy as a signal does: what goes wrong is logged. */
  public void reloadOrLog() {
    assembly.runtime().policies().reloadOrLog();
  }

  /** Drains and stops. A second call has no effect. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      assembly.close();
    }
  }

  /** Describes a server; for use by one thread. */
  public static final class Builder {
    final List<Class<?>> endpoints = new ArrayList<>();
    final List<Contributed<?>> contributions = new ArrayList<>();
    final Map<String, String> values = new LinkedHashMap<>();
    @Nullable FairleadConfig config;
    boolean discover;

    private Builder() {}

    /** Something that the application contributes. */
    record Contributed<T extends Contribution>(Class<T> point, T contribution, int order) {}

    /** Hosts a class with {@code @ServerEndpoint}. */
    public Builder endpoint(Class<?> annotated) {
      endpoints.add(annotated);
      return this;
    }

    /** Starts the plugin jars of a directory. */
    public Builder plugins(Path directory) {
      return set("fairlead.plugins-directory", directory.toAbsolutePath().toString());
    }

    /** The address to bind; 127.0.0.1 unless told otherwise. */
    public Builder host(String address) {
      return set("fairlead.server.host", address);
    }

    /** The port; 0 takes any free one. */
    public Builder port(int port) {
      return set("fairlead.server.port", String.valueOf(port));
    }

    /** Sets any setting by its key; these win over all other sources. */
    public Builder set(String key, String value) {
      values.put(key, value);
      return this;
    }

    /**
     * The configuration as loaded elsewhere, instead of system properties and environment. Values
     * set on this builder do not count then.
     */
    public Builder config(FairleadConfig loaded) {
      config = loaded;
      return this;
    }

    /**
     * Whether to start CDI over the whole class path, host every {@code @ServerEndpoint} class of
     * its bean archives, add its beans that are contributions, and start every {@link
     * io.fairlead.api.application.FairleadApplication}. Off by default: then the endpoints named
     * here are the only ones, and nothing is added but what is added here.
     */
    public Builder discover(boolean on) {
      discover = on;
      return this;
    }

    /** Adds a contribution of the application's own. */
    public <T extends Contribution> Builder contribute(Class<T> point, T contribution, int order) {
      contributions.add(new Contributed<>(point, contribution, order));
      return this;
    }

    /**
     * Starts. Returns when the server serves.
     *
     * @throws DeploymentException if an endpoint is illegal; names class and method
     * @throws io.fairlead.core.config.ConfigException if a setting does not fit, or the port is
     *     taken
     * @throws io.fairlead.core.plugin.PluginException if a required plugin does not start
     * @throws io.fairlead.core.application.ApplicationException if an application does not start
     */
    public Fairlead start() throws DeploymentException {
      return new Fairlead(Assembly.start(this));
    }
  }
}
