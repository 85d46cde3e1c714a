package io.fairlead.core.config;

import io.fairlead.api.connection.Overflow;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Every setting of the framework with its default; those of security under open connections, of
 * lives and of plugins are in files of their own beside this one.
 */
public final class Settings {

  private static final SettingList LIST = new SettingList();

  // --- server ---------------------------------------------------------------------------------

  /** Port. */
  public static final Setting<Integer> SERVER_PORT =
      LIST.number("fairlead.server.port", 0, 65_535, 8080, "Port; 0 takes any free one.");

  /** Bind address. */
  public static final Setting<String> SERVER_HOST =
      LIST.text(
          "fairlead.server.host", "127.0.0.1", "Address to bind; 0.0.0.0 opens it to the network.");

  /** Directory of static pages. */
  public static final Setting<String> SERVER_STATIC =
      LIST.directory(
          "fairlead.server.static",
          "Directory of static pages; without it those of the application.");

  /** How event loops wait for the kernel. */
  public enum ServerTransport {
    /** The best that is there: epoll, else NIO. */
    AUTO,
    /** Linux' epoll. */
    EPOLL,
    /** The JVM's own, everywhere. */
    NIO
  }

  /** Transport of the event loops. */
  public static final Setting<ServerTransport> SERVER_TRANSPORT =
      LIST.choice(
          "fairlead.server.transport",
          ServerTransport.class,
          ServerTransport.AUTO,
          "How the server waits for the kernel; auto takes epoll where it is there, else nio. One that is not there stops the start.");

  /** Worker threads where the JVM has no virtual ones. */
  public static final Setting<Integer> SERVER_WORKERS =
      LIST.number(
          "fairlead.server.worker-threads",
          1,
          10_000,
          64,
          "Threads for callbacks, as many for handshakes and routes, as many for listeners of events, and as many for endpoints that are not hosted, where the JVM has no virtual threads.");

  /** Body limit of plain HTTP requests. */
  public static final Setting<Integer> SERVER_BODY_BYTES =
      LIST.number(
          "fairlead.server.body-bytes",
          0,
          1 << 26,
          65_536,
          "Longest body of a plain HTTP request, in bytes; more gets 413.");

  /** Handshake deadline. */
  public static final Setting<Duration> HANDSHAKE_TIMEOUT =
      LIST.timeout(
          "fairlead.server.handshake-timeout",
          "10s",
          "Longest time for a client to send its first request, TLS included; then 408. In a WAR, for the server to open the session after the admission.");

  /** TLS certificate chain. */
  public static final Setting<String> TLS_CERTIFICATE =
      LIST.file(
          "fairlead.server.tls.certificate",
          "PEM file with the certificate chain; switches TLS on.");

  /** TLS private key. */
  public static final Setting<String> TLS_KEY =
      LIST.file("fairlead.server.tls.key", "PEM file with the private key (PKCS#8).");

  /** TLS key store. */
  public static final Setting<String> TLS_STORE =
      LIST.file("fairlead.server.tls.store", "PKCS#12 store with key and chain; switches TLS on.");

  /** TLS key store password. */
  public static final Setting<String> TLS_STORE_PASSWORD =
      LIST.secret("fairlead.server.tls.store-password", "Password of the store.");

  /** Control socket. */
  public static final Setting<String> CONTROL_SOCKET =
      LIST.file(
          "fairlead.control.socket",
          "Unix socket by which the server's own user controls it (fairlead ctl); without it run/control.sock of the distribution, and none elsewhere. At most 100 bytes long.");

  // --- admission ------------------------------------------------------------------------------

  /** Authentication modes. */
  public enum AuthMode {
    /** JSON Web Tokens. */
    JWT,
    /** Whoever plugins' authenticators accept; no built-in one. */
    PLUGINS,
    /** Everybody, anonymously. */
    NONE
  }

  /** Authentication mode. */
  public static final Setting<AuthMode> AUTH_MODE =
      LIST.choice(
          "fairlead.auth.mode",
          AuthMode.class,
          AuthMode.JWT,
          "Who is let in: bearers of a JWT, whom the plugins' authenticators accept, or everybody.");

  /** Status for a bad token. */
  public static final Setting<Integer> AUTH_INVALID_TOKEN_STATUS =
      LIST.setting(
          "fairlead.auth.invalid-token-status",
          "401 or 403",
          "403",
          "Status for a token that is there but not good.",
          Setting.Nature.PLAIN,
          Settings::invalidTokenStatus);

  /** Allowed JWS algorithms. */
  public static final Setting<List<String>> JWT_ALGORITHMS =
      LIST.list(
          "fairlead.auth.jwt.algorithms",
          "HS256",
          "Signature algorithms that are allowed: HS*, RS*, PS*, ES*, EdDSA.");

  /** Shared secret. */
  public static final Setting<String> JWT_SECRET =
      LIST.secret(
          "fairlead.auth.jwt.secret",
          "Shared secret for HS*, in text; at least 32 bytes for HS256.");

  /** Shared secret in a file. */
  public static final Setting<String> JWT_SECRET_FILE =
      LIST.file("fairlead.auth.jwt.secret-file", "File that holds the shared secret.");

  /** Public key. */
  public static final Setting<String> JWT_PUBLIC_KEY =
      LIST.file(
          "fairlead.auth.jwt.public-key", "PEM file with the issuer's public key or certificate.");

  /** Key set. */
  public static final Setting<String> JWT_JWKS =
      LIST.setting(
          "fairlead.auth.jwt.jwks",
          "file or URL",
          "",
          "File or http(s) URL of a JSON Web Key Set.",
          Setting.Nature.PATH_OR_URL,
          Function.identity());

  /** Key set cache. */
  public static final Setting<Duration> JWT_JWKS_CACHE =
      LIST.timeout("fairlead.auth.jwt.jwks-cache", "5m", "How long a fetched key set is kept.");

  /** Issuer. */
  public static final Setting<String> JWT_ISSUER =
      LIST.text(
          "fairlead.auth.jwt.issuer", "", "Issuer that a token must name (iss); without it any.");

  /** Audience. */
  public static final Setting<String> JWT_AUDIENCE =
      LIST.text(
          "fairlead.auth.jwt.audience",
          "",
          "Audience that a token must name (aud); without it any.");

  /** Clock skew. */
  public static final Setting<Duration> JWT_CLOCK_SKEW =
      LIST.duration(
          "fairlead.auth.jwt.clock-skew", "30s", "How far clocks may differ for exp and nbf.");

  /** Roles claim. */
  public static final Setting<String> JWT_ROLES_CLAIM =
      LIST.text(
          "fairlead.auth.jwt.roles-claim",
          "roles",
          "Claim with the user's roles: a list, or text with blanks.");

  /** Token cookie. */
  public static final Setting<String> JWT_COOKIE =
      LIST.text(
          "fairlead.auth.jwt.cookie", "", "Cookie in which a token is accepted; without it none.");

  /** Token query parameter. */
  public static final Setting<String> JWT_QUERY_PARAMETER =
      LIST.text(
          "fairlead.auth.jwt.query-parameter",
          "",
          "Query parameter in which a token is accepted; it ends up in logs of proxies, so none unless named.");

  /** Foreign origins let in. */
  public static final Setting<List<String>> ORIGINS =
      LIST.list("fairlead.origins", "", "Origins let in besides the server's own; * for any.");

  /** Trusted proxies. */
  public static final Setting<List<String>> TRUSTED_PROXIES =
      LIST.list(
          "fairlead.trusted-proxies",
          "",
          "Addresses or CIDR blocks of proxies whose Forwarded and X-Forwarded-* headers count.");

  /** Admission deadline. */
  public static final Setting<Duration> ADMISSION_TIMEOUT =
      LIST.timeout("fairlead.admission.timeout", "5s", "Longest time for an admission; then 503.");

  // --- web applications -----------------------------------------------------------------------

  /** Which endpoint classes of a web application are hosted. */
  public enum Host {
    /** Those whose configurator is ours. */
    CONFIGURED,
    /** All of them. */
    ALL
  }

  /** Which endpoint classes of a web application are hosted. */
  public static final Setting<Host> HOST =
      LIST.choice(
          "fairlead.host",
          Host.class,
          Host.CONFIGURED,
          "In a WAR: host the @ServerEndpoint classes whose configurator is FairleadConfigurator, or all.");

  /** Configuration from outside of a web application. */
  public static final Setting<String> CONFIG_FILE =
      LIST.file(
          "fairlead.config",
          "In a WAR: file from outside that goes before the application's own fairlead.yaml; a system property or a variable only.");

  // --- limits ---------------------------------------------------------------------------------

  /** Message limit. */
  public static final Setting<Integer> MESSAGE_BYTES =
      LIST.number(
          "fairlead.limits.message-bytes",
          1,
          Integer.MAX_VALUE - 64,
          1 << 20,
          "Longest message from a client, in bytes; more closes with 1009.");

  /** Connection limit. */
  public static final Setting<Integer> CONNECTIONS =
      LIST.number(
          "fairlead.limits.connections",
          1,
          Integer.MAX_VALUE,
          100_000,
          "Most connections, with the handshakes under way; more get 503.");

  /** Connection limit of one address. */
  public static final Setting<Integer> CONNECTIONS_PER_ADDRESS =
      LIST.number(
          "fairlead.limits.connections-per-address",
          1,
          Integer.MAX_VALUE,
          10_000,
          "Most connections of one client address, or /64 for IPv6; more get 429.");

  /** Connection limit of one user. */
  public static final Setting<Integer> CONNECTIONS_PER_PRINCIPAL =
      LIST.number(
          "fairlead.limits.connections-per-principal",
          1,
          Integer.MAX_VALUE,
          1_000,
          "Most connections of one user; more get 429. Does not count those who are anonymous.");

  /** Connection limit of one endpoint. */
  public static final Setting<Integer> CONNECTIONS_PER_ENDPOINT =
      LIST.number(
          "fairlead.limits.connections-per-endpoint",
          1,
          Integer.MAX_VALUE,
          100_000,
          "Most connections of one endpoint, by the template of its path; more get 503.");

  /** Claim that names the tenant. */
  public static final Setting<String> TENANT_CLAIM =
      LIST.text(
          "fairlead.limits.tenant-claim",
          "",
          "Claim that names a user's tenant; without it tenants are not counted.");

  /** Connection limit of one tenant. */
  public static final Setting<Integer> CONNECTIONS_PER_TENANT =
      LIST.number(
          "fairlead.limits.connections-per-tenant",
          1,
          Integer.MAX_VALUE,
          10_000,
          "Most connections of one tenant, where fairlead.limits.tenant-claim names the claim; more get 429. Users without that claim are one tenant; does not count those who are anonymous.");

  /** Handshake rate of one address. */
  public static final Setting<Integer> HANDSHAKES_PER_SECOND =
      LIST.number(
          "fairlead.limits.handshakes-per-second",
          0,
          1_000_000,
          500,
          "Most handshakes a second of one client address, or /64, after a burst of twice as many; more get 429. 0 for any number.");

  /** Socket limit. */
  public static final Setting<Integer> SOCKETS =
      LIST.number(
          "fairlead.limits.sockets",
          0,
          Integer.MAX_VALUE,
          0,
          "Standalone: most TCP connections. Then one that waits for a request is given up for a new one, and where there is none, the new one is refused. 0 for a tenth and 1000 more than fairlead.limits.connections.");

  /** Limit of sockets of one address that are no WebSocket connections. */
  public static final Setting<Integer> SOCKETS_PER_ADDRESS =
      LIST.number(
          "fairlead.limits.sockets-per-address",
          1,
          Integer.MAX_VALUE,
          1_000,
          "Standalone: most TCP connections of one peer address, or /64, that are not WebSocket yet; does not count trusted proxies.");

  /** What all connections may hold. */
  public static final Setting<Long> MEMORY =
      LIST.plain(
          "fairlead.limits.memory",
          "0 to " + Long.MAX_VALUE,
          "0",
          "Bytes of messages that may wait on all connections together, in and out; 0 stands for a quarter of the heap.",
          text -> Values.number(text, 0, Long.MAX_VALUE));

  /** Idle limit. */
  public static final Setting<Duration> IDLE_TIMEOUT =
      LIST.duration(
          "fairlead.limits.idle-timeout",
          "0s",
          "Longest time without a message either way; more closes with 1001. 0s for no limit; heartbeats do not count.");

  // --- heartbeat ------------------------------------------------------------------------------

  /** Time between pings. */
  public static final Setting<Duration> HEARTBEAT_INTERVAL =
      LIST.duration(
          "fairlead.heartbeat.interval",
          "30s",
          "Time between two pings of a connection, a tenth more or less; 0s for none.");

  /** Pong deadline. */
  public static final Setting<Duration> HEARTBEAT_TIMEOUT =
      LIST.timeout(
          "fairlead.heartbeat.timeout",
          "10s",
          "Longest silence of a client after a ping was written; then the connection is dropped.");

  // --- messages -------------------------------------------------------------------------------

  /** Inbound queue. */
  public static final Setting<Integer> INBOUND_MESSAGES =
      LIST.number(
          "fairlead.inbound.max-messages",
          1,
          1_000_000,
          256,
          "Messages of a connection that may wait for the endpoint; then reading stops.");

  /** Inbound queue in bytes. */
  public static final Setting<Integer> INBOUND_BYTES =
      LIST.number(
          "fairlead.inbound.max-bytes",
          1,
          Integer.MAX_VALUE,
          4 << 20,
          "Payload bytes of a connection that may wait for the endpoint; then reading stops.");

  /** Deadline for an endpoint that takes nothing. */
  public static final Setting<Duration> STALL_TIMEOUT =
      LIST.timeout(
          "fairlead.inbound.stall-timeout",
          "5m",
          "Longest time an endpoint may take no message while reading has stopped for it; then the connection is dropped.");

  /** Handler deadline. */
  public static final Setting<Duration> HANDLER_TIMEOUT =
      LIST.timeout(
          "fairlead.inbound.handler-timeout",
          "30s",
          "Longest time a plugin's handler may keep a message undecided.");

  /** Outbound queue in messages. */
  public static final Setting<Integer> OUTBOUND_MESSAGES =
      LIST.number(
          "fairlead.outbound.max-messages",
          1,
          10_000_000,
          10_000,
          "Messages that may wait to be sent on a connection.");

  /** Outbound queue in bytes. */
  public static final Setting<Integer> OUTBOUND_BYTES =
      LIST.number(
          "fairlead.outbound.max-bytes",
          1,
          Integer.MAX_VALUE,
          4 << 20,
          "Payload bytes that may wait to be sent on a connection.");

  /** Overflow policy. */
  public static final Setting<Overflow> OUTBOUND_OVERFLOW =
      LIST.choice(
          "fairlead.outbound.overflow",
          Overflow.class,
          Overflow.REJECT,
          "What happens to a message that does not fit, where neither its class nor its topic says so.");

  /** Soft watermark. */
  public static final Setting<Integer> OUTBOUND_SOFT_WATERMARK =
      LIST.number(
          "fairlead.outbound.soft-watermark",
          1,
          100,
          50,
          "Percent of max-messages or max-bytes from where a connection is under pressure: plugins and senders are told, and LOW messages of topics are shed.");

  /** Fairness bound. */
  public static final Setting<Integer> OUTBOUND_FAIRNESS =
      LIST.number(
          "fairlead.outbound.fairness",
          1,
          1_000_000,
          32,
          "So many messages of higher lanes may leave while one of a lower lane waits; then that lane has its turn.");

  /** Linger. */
  public static final Setting<Duration> BATCH_INTERVAL =
      LIST.duration(
          "fairlead.outbound.batch-interval",
          "0s",
          "Standalone: how long a message may wait for others to share a write; 0s writes at once what is there. HIGH messages and pings do not wait.");

  /** Size that ends a linger. */
  public static final Setting<Integer> BATCH_BYTES =
      LIST.number(
          "fairlead.outbound.batch-bytes",
          1,
          Integer.MAX_VALUE,
          16_384,
          "Payload bytes that end the batch-interval early.");

  /** Send timeout. */
  public static final Setting<Duration> SEND_TIMEOUT =
      LIST.timeout(
          "fairlead.outbound.send-timeout",
          "30s",
          "Longest wait of a basic send for room, and longest write; a longer write drops the connection.");

  /** Close deadline. */
  public static final Setting<Duration> CLOSE_TIMEOUT =
      LIST.timeout(
          "fairlead.outbound.close-timeout",
          "10s",
          "Longest closing handshake, once the queued messages are written.");

  // --- topics ---------------------------------------------------------------------------------

  /** Overflow policies of topics. */
  public static final Setting<List<TopicPolicy>> TOPICS_OVERFLOW =
      LIST.plain(
          "fairlead.topics.overflow",
          "list of pattern=policy",
          "",
          "What happens to a message of these topics that does not fit, such as orders.#=drop-oldest; a later one goes above those before, and what the application configures above all. Policies: reject, drop-newest, drop-oldest, conflate, block, disconnect.",
          TopicPolicy::list);

  /** Subscriptions of one connection. */
  public static final Setting<Integer> TOPICS_SUBSCRIPTIONS =
      LIST.number(
          "fairlead.topics.max-subscriptions",
          1,
          Integer.MAX_VALUE,
          1_000,
          "Most subscriptions of one connection; one more throws IllegalStateException.");

  /** What kept messages may take. */
  public static final Setting<Long> TOPICS_HISTORY_BYTES =
      LIST.plain(
          "fairlead.topics.history-bytes",
          "0 to " + Long.MAX_VALUE,
          String.valueOf(16L << 20),
          "Bytes that the messages kept in memory may take, 128 for each besides its payload; then the topic that is longest unused gives up its oldest first.",
          text -> Values.number(text, 0, Long.MAX_VALUE));

  /** Topics with kept messages. */
  public static final Setting<Integer> TOPICS_HISTORY_TOPICS =
      LIST.number(
          "fairlead.topics.history-topics",
          1,
          Integer.MAX_VALUE,
          10_000,
          "Topics of which messages may be kept in memory; then the one that is longest unused is forgotten.");

  // --- events ---------------------------------------------------------------------------------

  /** Events that may wait for a listener. */
  public static final Setting<Integer> EVENTS_PENDING =
      LIST.number(
          "fairlead.events.max-pending",
          1,
          10_000_000,
          1_000,
          "Events that may wait for a listener or run in it; more are lost for that listener, and counted.");

  /** Calls of a listener at once. */
  public static final Setting<Integer> EVENTS_PARALLEL =
      LIST.number(
          "fairlead.events.parallel",
          1,
          10_000,
          16,
          "Most calls of a listener at once. Where threads are not virtual, what goes beyond one call shares half of fairlead.server.worker-threads with all listeners.");

  /** Deadline of a listener. */
  public static final Setting<Duration> EVENTS_DEADLINE =
      LIST.timeout(
          "fairlead.events.deadline",
          "30s",
          "Longest call of a listener; then its thread is interrupted.");

  // --- compression ----------------------------------------------------------------------------

  /** Compression of messages. */
  public static final Setting<Boolean> COMPRESSION =
      LIST.flag(
          "fairlead.compression.enabled",
          false,
          "Standalone: agree to permessage-deflate with clients that offer it.");

  /** Compression level. */
  public static final Setting<Integer> COMPRESSION_LEVEL =
      LIST.number(
          "fairlead.compression.level",
          -1,
          9,
          1,
          "From 1, fast, to 9, small; 0 does not compress, -1 is zlib's own choice.");

  /** Least message that is compressed. */
  public static final Setting<Integer> COMPRESSION_MIN_BYTES =
      LIST.number(
          "fairlead.compression.min-bytes",
          0,
          Integer.MAX_VALUE,
          256,
          "Shorter messages are sent as they are; a message sent in parts is always compressed.");

  /** Whether the server's compressor remembers earlier messages. */
  public static final Setting<Boolean> COMPRESSION_SERVER_CONTEXT =
      LIST.flag(
          "fairlead.compression.server-context-takeover",
          false,
          "Compress each message with what the connection's earlier ones taught; keeps a compressor for each connection.");

  /** Whether the client's compressor may remember earlier messages. */
  public static final Setting<Boolean> COMPRESSION_CLIENT_CONTEXT =
      LIST.flag(
          "fairlead.compression.client-context-takeover",
          false,
          "Let clients do so; keeps a decompressor for each connection.");

  // --- log ------------------------------------------------------------------------------------

  /** Log formats. */
  public enum LogFormat {
    /** For people. */
    TEXT,
    /** For machines. */
    JSON
  }

  /** Log format. */
  public static final Setting<LogFormat> LOG_FORMAT =
      LIST.choice(
          "fairlead.log.format",
          LogFormat.class,
          LogFormat.TEXT,
          "Lines for people or JSON for machines.");

  /** Log levels. */
  public enum LogLevel {
    /** What failed. */
    ERROR,
    /** What somebody should look at. */
    WARN,
    /** What happens. */
    INFO,
    /** How it happens. */
    DEBUG,
    /** Everything, of every library. */
    TRACE
  }

  /** Log level. */
  public static final Setting<LogLevel> LOG_LEVEL =
      LIST.choice(
          "fairlead.log.level", LogLevel.class, LogLevel.INFO, "Least level that is logged.");

  private Settings() {}

  /** All of them, those of the other files included, in the order of the documentation. */
  public static List<Setting<?>> all() {
    return Stream.of(
            LIST.all(),
            SecuritySettings.all(),
            LifecycleSettings.all(),
            ScopeSettings.all(),
            PluginSettings.all())
        .flatMap(List::stream)
        .toList();
  }

  private static int invalidTokenStatus(String text) {
    return switch (text.strip()) {
      case "401" -> 401;
      case "403" -> 403;
      default -> throw new IllegalArgumentException("must be 401 or 403");
    };
  }
}
