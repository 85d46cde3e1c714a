package io.fairlead.jakartaee;

import io.fairlead.api.http.HttpReply;
import io.fairlead.core.admission.AdmissionResult;
import io.fairlead.core.admission.AdmissionResult.Admitted;
import io.fairlead.core.admission.AdmissionResult.Refused;
import io.fairlead.core.admission.AdmittedPrincipal;
import io.fairlead.core.admission.UpgradeRequest;
import io.fairlead.core.config.Settings;
import io.fairlead.core.http.BadRequestException;
import io.fairlead.core.http.HandshakeForm;
import io.fairlead.core.http.Replies;
import io.fairlead.core.http.RequestTarget;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Stands before the server's upgrade: a handshake for a hosted path goes on only when it is well
 * formed and admitted, and then carries the admission as its principal, which is the one thing that
 * every server keeps. It waits for the admission, up to {@code fairlead.admission.timeout}: an
 * asynchronous dispatch would not be upgraded on some servers.
 *
 * <p>What is no handshake goes to the plugins' routes, and what those do not have to the
 * application.
 */
final class AdmissionFilter implements Filter {

  private static final Logger LOG = LogManager.getLogger(AdmissionFilter.class);

  private final WebApplication application;
  private final String contextPath;

  AdmissionFilter(WebApplication application, String contextPath) {
    this.application = application;
    this.contextPath = contextPath;
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (!(request instanceof HttpServletRequest http)
        || !(response instanceof HttpServletResponse reply)) {
      chain.doFilter(request, response);
      return;
    }
    Map<String, List<String>> headers = ServletRequests.headers(http);
    if (HandshakeForm.wanted(headers)) {
      handshake(http, reply, headers, chain);
    } else {
      plain(http, reply, headers, chain);
    }
  }

  // --- handshakes ------------------------------------------------------------------------------

  private void handshake(
      HttpServletRequest request,
      HttpServletResponse response,
      Map<String, List<String>> headers,
      FilterChain chain)
      throws IOException, ServletException {
    WebApplication.Running running = application.running();
    if (running == null) {
      refuse(response, Replies.unavailable("The application is starting or stopping."));
      return;
    }
    RequestTarget target;
    try {
      target = ServletRequests.target(request, contextPath);
    } catch (BadRequestException e) {
      refuse(response, Replies.badRequest(String.valueOf(e.getMessage())));
      return;
    }
    if (!running.endpoints().hosts(target.encodedPath())) {
      chain.doFilter(request, response); // the application's own business
      return;
    }
    HttpReply malformed =
        HandshakeForm.refusal(request.getMethod(), request.getProtocol(), headers);
    if (malformed != null) {
      refuse(response, malformed);
      return;
    }
    AdmissionResult result =
        admit(
            running,
            new UpgradeRequest(
                target.path(),
                target.query(),
                headers,
                request.getRemoteAddr(),
                request.isSecure(),
                Instant.now(),
                target.encodedPath()));
    if (result instanceof Admitted admitted) {
      chain.doFilter(new AdmittedRequest(request, new AdmittedPrincipal(admitted, null)), response);
    } else if (result instanceof Refused refused) {
      refuse(response, Replies.of(refused));
    } else {
      refuse(response, Replies.failed());
    }
  }

  private static @Nullable AdmissionResult admit(
      WebApplication.Running running, UpgradeRequest upgrade) {
    long millis = running.config().get(Settings.ADMISSION_TIMEOUT).toMillis();
    try {
      return running
          .admission()
          .admit(upgrade)
          .toCompletableFuture()
          .get(millis + 500, TimeUnit.MILLISECONDS); // its own deadline comes first, and says more
    } catch (TimeoutException e) {
      LOG.error("an admission overran its deadline");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | RuntimeException e) {
      LOG.error("an admission failed", e);
    }
    return null;
  }

  /** The connection ends with the refusal: nothing that came in behind the handshake is read. */
  private static void refuse(HttpServletResponse response, HttpReply reply) throws IOException {
    response.setHeader("Connection", "close");
    ServletRequests.write(response, reply, false);
  }

  // --- everything else -------------------------------------------------------------------------

  private void plain(
      HttpServletRequest request,
      HttpServletResponse response,
      Map<String, List<String>> headers,
      FilterChain chain)
      throws IOException, ServletException {
    WebApplication.Running running = application.running();
    HttpReply reply = running == null ? null : running.site().answer(request, headers, contextPath);
    if (reply == null) {
      chain.doFilter(request, response);
    } else {
      ServletRequests.write(response, reply, request.getMethod().equals("HEAD"));
    }
  }
}
