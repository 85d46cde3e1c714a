package io.fairlead.standalone.tyrus;

import io.fairlead.core.admission.AdmissionResult.Admitted;
import io.fairlead.core.admission.AdmittedPrincipal;
import io.fairlead.core.http.BadRequestException;
import io.fairlead.core.http.RequestTarget;
import io.fairlead.standalone.deflate.Agreement;
import io.fairlead.standalone.deflate.Compression;
import io.netty.channel.Channel;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.regex.Pattern;
import org.glassfish.tyrus.core.RequestContext;
import org.glassfish.tyrus.core.TyrusUpgradeResponse;
import org.glassfish.tyrus.spi.WebSocketEngine;
import org.glassfish.tyrus.spi.WebSocketEngine.UpgradeInfo;
import org.glassfish.tyrus.spi.WebSocketEngine.UpgradeStatus;

/** Takes admitted handshakes to the engine. Safe for any thread. */
public final class Upgrader {

  private static final String PROTOCOLS = "Sec-WebSocket-Protocol";
  private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

  /** Headers of an upgrade, which have no place in a refusal. */
  private static final Set<String> ONLY_IN_101 =
      Set.of(
          "upgrade",
          "connection",
          "sec-websocket-accept",
          "content-length",
          "sec-websocket-protocol",
          "sec-websocket-extensions",
          "transfer-encoding");

  private final WebSocketEngine engine;
  private final EndpointPaths paths;
  private final WebSocketLimits limits;
  private final Compression compression;

  Upgrader(
      WebSocketEngine engine,
      EndpointPaths paths,
      WebSocketLimits limits,
      Compression compression) {
    this.engine = engine;
    this.paths = paths;
    this.limits = limits;
    this.compression = compression;
  }

  /** Whether some endpoint has this path. */
  public boolean matches(RequestTarget target) {
    return paths.match(target.segments());
  }

  /** Whether {@link #upgrade} may call others' code, and so belongs off the event loop. */
  public boolean mayBlock(RequestTarget target) {
    return !paths.allPlain(target.segments());
  }

  /**
   * Asks the engine, and by it the endpoint's Configurator.
   *
   * @throws BadRequestException if a WebSocket header is malformed
   * @throws RuntimeException whatever the Configurator throws
   */
  public Upgraded upgrade(UpgradeOffer offer, Admitted admitted, Channel channel)
      throws BadRequestException {
    RequestedUri requested =
        new RequestedUri(
            offer.secure(),
            offer.hostName(),
            offer.hostPort(),
            offer.target().encodedPath(),
            offer.target().encodedQuery());
    NettyTransport transport = new NettyTransport(channel, requested, limits);
    RequestContext request = request(offer, requested, admitted, transport);
    ExtensionHandshake extensions = ExtensionHandshake.of(request.getHeaders(), compression);
    Map<String, List<String>> parameters = request.getParameterMap();
    Map<String, List<String>> query = new HashMap<>(parameters);
    TyrusUpgradeResponse response = new TyrusUpgradeResponse();
    UpgradeInfo info = engine.upgrade(request, response);
    boolean hosted = paths.allHosted(offer.target().segments());
    if (!hosted) {
      // the Configurator saw all; what is left now, Tyrus takes for path variables. The runtime's
      // own sessions take them from the path, so those keep the query parameters.
      parameters.entrySet().removeIf(entry -> query.get(entry.getKey()) == entry.getValue());
    }
    if (info.getStatus() == UpgradeStatus.SUCCESS && response.getStatus() == 101) {
      Agreement agreed = extensions.settle(response.getHeaders());
      if (agreed != null) {
        transport.handler().compress(compression.codec(agreed));
      }
      Executor opener = hosted ? Runnable::run : limits.callbacks();
      return new Upgraded.Accepted(response.getHeaders(), info, transport, opener);
    }
    // Tyrus opens a session for 401, 503 and others too: only 101 is a success here
    int status = info.getStatus() == UpgradeStatus.NOT_APPLICABLE ? 404 : response.getStatus();
    return new Upgraded.Declined(status, withoutUpgrade(response.getHeaders()));
  }

  private static RequestContext request(
      UpgradeOffer offer, RequestedUri requested, Admitted admitted, NettyTransport transport)
      throws BadRequestException {
    RequestTarget target = offer.target();
    Map<String, String[]> parameters = new HashMap<>();
    target
        .parameters()
        .forEach((name, values) -> parameters.put(name, values.toArray(new String[0])));
    int defaultPort = offer.secure() ? 443 : 80;
    RequestContext request =
        RequestContext.Builder.create()
            .requestURI(URI.create(requested.path()))
            .queryString(requested.query())
            .parameterMap(parameters)
            .secure(offer.secure())
            .userPrincipal(new AdmittedPrincipal(admitted, transport))
            .isUserInRoleDelegate(admitted.security().identity().roles()::contains)
            .remoteAddr(offer.peerAddress())
            .serverAddr(offer.hostName())
            .serverPort(offer.hostPort() < 0 ? defaultPort : offer.hostPort())
            .tyrusProperties(new HashMap<>())
            .build();
    offer
        .headers()
        .forEach((name, values) -> request.getHeaders().put(name, new ArrayList<>(values)));
    // the front has checked these; the engine wants them in one form
    request.getHeaders().put("Upgrade", new ArrayList<>(List.of("websocket")));
    request.getHeaders().put("Connection", new ArrayList<>(List.of("Upgrade")));
    splitProtocols(request.getHeaders());
    return request;
  }

  /** Configurators expect one name an entry (RFC 6455, section 11.3.4). */
  private static void splitProtocols(Map<String, List<String>> headers) throws BadRequestException {
    List<String> lines = headers.get(PROTOCOLS);
    if (lines == null) {
      return;
    }
    List<String> names =
        Arrays.stream(String.join(",", lines).split(",", -1)).map(String::strip).toList();
    if (!names.stream().allMatch(name -> TOKEN.matcher(name).matches())) {
      throw new BadRequestException("The header Sec-WebSocket-Protocol is malformed.");
    }
    headers.put(PROTOCOLS, new ArrayList<>(names));
  }

  private static Map<String, List<String>> withoutUpgrade(Map<String, List<String>> headers) {
    Map<String, List<String>> kept = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    headers.forEach(
        (name, values) -> {
          if (!ONLY_IN_101.contains(name.toLowerCase(Locale.ROOT))) {
            kept.put(name, values);
          }
        });
    return kept;
  }
}
