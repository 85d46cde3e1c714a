package io.fairlead.core.hosting;

import io.fairlead.core.admission.AdmissionResult;
import io.fairlead.core.admission.AdmissionResult.Admitted;
import io.fairlead.core.admission.AdmissionResult.Refused;
import io.fairlead.core.admission.AdmittedPrincipal;
import io.fairlead.core.admission.Problem;
import io.fairlead.core.admission.UpgradeRequest;
import io.fairlead.core.config.Settings;
import jakarta.websocket.HandshakeResponse;
import jakarta.websocket.server.HandshakeRequest;
import jakarta.websocket.server.ServerEndpointConfig;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/** The configurator's side of admission: takes it from before, or does it now; never lets pass. */
final class HandshakeGate {

  private static final Logger LOG = LogManager.getLogger(HandshakeGate.class);

  private final HostingServices services;
  private final Map<String, Object> common;

  /**
   * A gate.
   *
   * @param common the user properties of the deployment
   */
  HandshakeGate(HostingServices services, Map<String, Object> common) {
    this.services = services;
    this.common = common;
  }

  /** Lets the handshake go on, as the user's configurator may see it, or throws. */
  HandshakeRequest pass(
      ServerEndpointConfig config, HandshakeRequest request, HandshakeResponse response) {
    URI uri = request.getRequestURI();
    if (request.getUserPrincipal() instanceof AdmittedPrincipal carrier) {
      HandshakeMark.leave(config.getUserProperties(), common, carrier, false, uri.getRawPath());
      return seen(request, carrier.admitted()); // without the mark the path of the session serves
    }
    AdmissionResult result = admit(request);
    if (result instanceof Admitted admitted) {
      if (!HandshakeMark.leave(
          config.getUserProperties(),
          common,
          new AdmittedPrincipal(admitted, null),
          true,
          uri.getRawPath())) {
        LOG.error(
            "handshakes for {} share their user properties (WebSocket before 2.1) and no filter"
                + " admits them first: all are refused; add Fairlead's filter",
            config.getPath());
        throw refuse(response, Problem.refused(503, "This server cannot tell connections apart."));
      }
      return seen(request, admitted);
    }
    throw refuse(response, (Refused) result);
  }

  private static HandshakeRequest seen(HandshakeRequest request, Admitted admitted) {
    return new SeenHandshake(request, admitted.security().identity());
  }

  private AdmissionResult admit(HandshakeRequest request) {
    long millis = services.config().get(Settings.ADMISSION_TIMEOUT).toMillis();
    try {
      return services
          .admission()
          .admit(upgradeRequest(request))
          .toCompletableFuture()
          .get(millis, TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      return Problem.refused(503, "Admission took too long.");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Problem.refused(503, "Admission was interrupted.");
    } catch (ExecutionException | RuntimeException e) {
      LOG.error("admission failed", e);
      return Problem.refused(500, "Admission failed.");
    }
  }

  private UpgradeRequest upgradeRequest(HandshakeRequest request) {
    Map<String, List<String>> headers = new LinkedHashMap<>();
    request
        .getHeaders()
        .forEach(
            (name, values) ->
                headers
                    .computeIfAbsent(name.toLowerCase(Locale.ROOT), key -> new ArrayList<>())
                    .addAll(values));
    URI uri = request.getRequestURI();
    String scheme = uri.getScheme();
    return new UpgradeRequest(
        uri.getPath(),
        request.getQueryString(),
        headers,
        null,
        "wss".equals(scheme) || "https".equals(scheme),
        services.clock().instant(),
        uri.getRawPath());
  }

  /** Never returns: makes the response the refusal's and throws the server's signal. */
  private RuntimeException refuse(HandshakeResponse response, Refused refused) {
    Map<String, List<String>> headers = response.getHeaders();
    try {
      headers.clear(); // the server has put Upgrade and Sec-WebSocket-Accept there already
      refused.headers().forEach((name, value) -> headers.put(name, List.of(value)));
    } catch (UnsupportedOperationException e) {
      LOG.debug("this server's response headers are fixed");
    }
    throw sneak(services.refusals().of(refused));
  }

  @SuppressWarnings("unchecked") // the compiler's view of checked exceptions, nothing else
  private static <X extends Throwable> RuntimeException sneak(Throwable signal) throws X {
    throw (X) signal;
  }
}
