package io.fairlead.core.hosting;

import static java.util.Objects.requireNonNull;

import io.fairlead.api.FrameworkOwned;
import io.fairlead.api.NonBlocking;
import io.fairlead.api.connection.Connection;
import io.fairlead.core.admission.AdmittedPrincipal;
import io.fairlead.core.config.Settings;
import io.fairlead.core.connection.DefaultConnection;
import io.fairlead.core.connection.DefaultConnection.Target;
import io.fairlead.core.connection.NoPlaceException;
import io.fairlead.core.inbound.Pipeline;
import io.fairlead.core.inbound.Receiver;
import io.fairlead.core.transport.Transport;
import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.PongMessage;
import jakarta.websocket.Session;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Stands in the server where the annotated class would: one for each connection. Without an
 * admission it closes the session with 1008, and nothing that came in is ever seen.
 *
 * <p>Public for the servers, which call it by reflection.
 */
@FrameworkOwned
public final class HostedEndpoint extends Endpoint {

  private static final Logger LOG = LogManager.getLogger(HostedEndpoint.class);

  private static final CloseReason NOT_OPENED =
      new CloseReason(CloseCodes.UNEXPECTED_CONDITION, "the endpoint cannot be opened");

  private final @Nullable Hosting hosting;
  private volatile @Nullable Pipeline pipeline;

  /** For a server that makes one past the configurator: it lets nobody in. */
  public HostedEndpoint() {
    this.hosting = null;
  }

  HostedEndpoint(Hosting hosting) {
    this.hosting = hosting;
  }

  @Override
  public void onOpen(Session raw, EndpointConfig config) {
    Hosting host = hosting;
    AdmittedPrincipal carrier =
        raw.getUserPrincipal() instanceof AdmittedPrincipal admitted ? admitted : null;
    HandshakeMark mark = mark(raw, config, carrier);
    AdmittedPrincipal principal = carrier == null && mark != null ? mark.principal() : carrier;
    if (host == null || principal == null || pipeline != null) {
      LOG.warn("a session that no admission belongs to was closed");
      close(raw, new CloseReason(CloseCodes.VIOLATED_POLICY, "not admitted"));
      return;
    }
    try {
      long idleMillis = raw.getMaxIdleTimeout();
      raw.setMaxIdleTimeout(-1); // the limit is ours; on Tyrus a timer for every message otherwise
      Pipeline opened = open(host, raw, principal, mark);
      if (idleMillis > 0 && idleMillis != host.services().serverIdleMillis()) {
        opened.connection().heartbeat().idleLimit(Duration.ofMillis(idleMillis));
      }
      opened.connection().transport().onDropped(reason -> onClose(raw, reason));
      opened.opened(); // before a close can be told: some servers do that from another thread
      pipeline = opened;
      if (!opened.connection().transport().deliverTo(opened)) {
        listen(raw);
      }
    } catch (NoPlaceException e) {
      LOG.warn("a session was closed: {}", e.getMessage());
      close(raw, new CloseReason(CloseCodes.TRY_AGAIN_LATER, "too many connections"));
    } catch (RuntimeException e) {
      if (raw.isOpen()) {
        LOG.error("{} cannot be hosted on this session", host.path(), e);
      } else {
        LOG.debug("a session ended while it was opened", e);
      }
      close(raw, NOT_OPENED);
    }
  }

  private static @Nullable HandshakeMark mark(
      Session raw, EndpointConfig config, @Nullable AdmittedPrincipal carrier) {
    HandshakeMark mark = HandshakeMark.take(raw.getUserProperties(), carrier);
    return mark != null ? mark : HandshakeMark.take(config.getUserProperties(), carrier);
  }

  private static Pipeline open(
      Hosting host, Session raw, AdmittedPrincipal principal, @Nullable HandshakeMark mark) {
    HostingServices services = host.services();
    Transport transport = services.transports().transport(raw, principal.attachment());
    DefaultConnection connection =
        services.connections().open(principal.admitted(), transport, target(host, raw, mark));
    try {
      return open(host, raw, connection);
    } catch (RuntimeException | Error e) {
      services.connections().abandon(connection, NOT_OPENED);
      throw e;
    }
  }

  private static Pipeline open(Hosting host, Session raw, DefaultConnection connection) {
    HostingServices services = host.services();
    Map<String, Object> properties = raw.getUserProperties();
    connection.metadata().asMap().forEach(properties::put); // Jetty's map forgets putAll
    properties.put(Connection.USER_PROPERTY, connection);
    Edition edition = host.newest();
    EndpointModel model = edition.model();
    if (model == null) {
      throw new IllegalStateException("the endpoint was removed");
    }
    UserConfig config = new UserConfig(model, edition.shown(), properties);
    Coders coders = new Coders(services.instances(), config, model.encoders());
    HandlerTable handlers = new HandlerTable(model.decoders());
    CallbackContext.OfConnection context = services.context().of(connection);
    HostedSession session =
        new HostedSession(
            raw,
            connection,
            host,
            coders,
            handlers,
            context,
            services.config().get(Settings.MESSAGE_BYTES));
    connection.expose(session); // first, so that whoever asks for a Session sends through the queue
    connection.expose(raw);
    host.sessions().add(session);
    EndpointReceiver endpoint =
        new EndpointReceiver(host, edition, connection, session, config, coders, handlers, context);
    Receiver receiver =
        host.plugin() == null
            ? endpoint
            : new ReplaceableReceiver(
                host,
                connection,
                session,
                context,
                endpoint,
                edition,
                next -> another(host, next, connection, session, properties, context));
    return services
        .pipelines()
        .create(
            connection,
            surrounded(receiver, context),
            model.type().isAnnotationPresent(NonBlocking.class));
  }

  private static EndpointReceiver another(
      Hosting host,
      Edition edition,
      DefaultConnection connection,
      HostedSession session,
      Map<String, Object> properties,
      CallbackContext.OfConnection context) {
    EndpointModel model = requireNonNull(edition.model());
    UserConfig config = new UserConfig(model, edition.shown(), properties);
    return new EndpointReceiver(
        host,
        edition,
        connection,
        session,
        config,
        new Coders(host.services().instances(), config, model.encoders()),
        new HandlerTable(model.decoders()),
        context);
  }

  private static Receiver surrounded(Receiver endpoint, CallbackContext.OfConnection context) {
    return context == CallbackContext.OfConnection.NONE
        ? endpoint
        : new SurroundedReceiver(endpoint, context);
  }

  private static Target target(Hosting host, Session raw, @Nullable HandshakeMark mark) {
    UriTemplate template = host.template();
    String rawPath = mark != null ? mark.rawPath() : raw.getRequestURI().getRawPath();
    Map<String, String> variables =
        template
            .matchEnd(rawPath)
            .orElseGet(
                () -> template.only(raw.getPathParameters())); // the server matched otherwise
    String path = UriTemplate.decode(rawPath);
    String subprotocol = raw.getNegotiatedSubprotocol();
    boolean none =
        subprotocol == null
            || subprotocol.isEmpty()
            || (subprotocol.equals(Subprotocols.BEARER)
                && !host.model().subprotocols().contains(subprotocol));
    return new Target(path != null ? path : rawPath, variables, none ? null : subprotocol);
  }

  /** Parts only: they cost no buffer of the server's, and the pipeline counts their bytes. */
  private void listen(Session raw) {
    raw.addMessageHandler(String.class, this::text);
    raw.addMessageHandler(ByteBuffer.class, this::binary);
    raw.addMessageHandler(PongMessage.class, this::pong);
  }

  private void text(String part, boolean last) {
    Pipeline admitted = pipeline;
    if (admitted != null) {
      admitted.text(part, last);
    }
  }

  private void binary(ByteBuffer part, boolean last) {
    Pipeline admitted = pipeline;
    if (admitted != null) {
      admitted.binary(copy(part), last);
    }
  }

  private void pong(PongMessage message) {
    Pipeline admitted = pipeline;
    if (admitted != null) {
      admitted.pong(copy(message.getApplicationData()));
    }
  }

  /** The server may use its buffer again. */
  private static ByteBuffer copy(ByteBuffer bytes) {
    return ByteBuffer.allocate(bytes.remaining()).put(bytes.duplicate()).flip();
  }

  @Override
  public void onClose(Session raw, CloseReason reason) {
    Pipeline admitted = takePipeline();
    if (admitted != null) {
      admitted.closed(complete(reason, admitted.connection().ownReason()));
    }
  }

  /** Tyrus takes the echo of a close with 1012 to 1014 for a violation of the protocol. */
  private static boolean mistaken(int own, int told) {
    return own >= 1012 && own <= 1014 && told == CloseCodes.PROTOCOL_ERROR.getCode();
  }

  private static boolean dropped(CloseReason reason) {
    return reason.getCloseCode().getCode() == CloseCodes.CLOSED_ABNORMALLY.getCode();
  }

  /** Some servers forget the phrase of our own close, and some know no empty one. */
  private static CloseReason complete(CloseReason told, @Nullable CloseReason own) {
    if (own != null && mistaken(own.getCloseCode().getCode(), told.getCloseCode().getCode())) {
      return own;
    }
    if (own != null && dropped(own) && dropped(told)) {
      return own; // why we dropped it, no server knows
    }
    String phrase = told.getReasonPhrase();
    if (phrase != null && !phrase.isEmpty()) {
      return told;
    }
    if (own != null
        && own.getCloseCode().getCode() == told.getCloseCode().getCode()
        && own.getReasonPhrase() != null) {
      return own;
    }
    return new CloseReason(told.getCloseCode(), "");
  }

  /** What a server calls after this, or at the same time from another thread, is for nobody. */
  private synchronized @Nullable Pipeline takePipeline() {
    Pipeline admitted = pipeline;
    pipeline = null;
    return admitted;
  }

  @Override
  public void onError(Session raw, Throwable error) {
    Pipeline admitted = pipeline;
    if (admitted != null) {
      admitted.failed(error);
    } else {
      LOG.debug("a failure on a session that is not open here", error);
    }
  }

  private static void close(Session raw, CloseReason reason) {
    try {
      raw.close(reason);
    } catch (IOException | RuntimeException e) {
      LOG.debug("the server did not close a session", e);
    }
  }
}
