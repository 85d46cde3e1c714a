package io.fairlead.jakartaee;

import io.fairlead.api.http.HttpReply;
import io.fairlead.core.http.BadRequestException;
import io.fairlead.core.http.RequestTarget;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Between the Servlet API and what the runtime knows of HTTP. */
final class ServletRequests {

  private ServletRequests() {}

  /** Values by lower-case name, one for each line. */
  static Map<String, List<String>> headers(HttpServletRequest request) {
    Map<String, List<String>> headers = new LinkedHashMap<>();
    Enumeration<String> names = request.getHeaderNames();
    while (names != null && names.hasMoreElements()) {
      String name = names.nextElement();
      headers.computeIfAbsent(
          name.toLowerCase(Locale.ROOT),
          key -> List.copyOf(new ArrayList<>(Collections.list(request.getHeaders(name)))));
    }
    return headers;
  }

  /**
   * The target below the application's context path, as the client sent it.
   *
   * @throws BadRequestException if it is malformed or can be understood in two ways
   */
  static RequestTarget target(HttpServletRequest request, String contextPath)
      throws BadRequestException {
    String uri = request.getRequestURI();
    String asSent = request.getContextPath(); // the application's own may be decoded (Tomcat)
    String context = asSent != null && uri.startsWith(asSent) ? asSent : contextPath;
    if (!uri.startsWith(context)) {
      throw new BadRequestException("The path has another spelling than the application's.");
    }
    String path = uri.substring(context.length());
    if (path.indexOf(';') >= 0) {
      throw new BadRequestException("The path has parameters.");
    }
    String query = request.getQueryString();
    return RequestTarget.parse((path.isEmpty() ? "/" : path) + (query == null ? "" : "?" + query));
  }

  /**
   * Writes a reply.
   *
   * @param bodyless for HEAD: the same headers, no body
   */
  static void write(HttpServletResponse response, HttpReply reply, boolean bodyless)
      throws IOException {
    response.setStatus(reply.status());
    reply
        .headers()
        .forEach(
            (name, value) -> {
              if (name.equalsIgnoreCase("Content-Type")) {
                response.setContentType(value); // as a header GlassFish forgets it
              } else {
                response.setHeader(name, value);
              }
            });
    byte[] body = reply.body();
    response.setContentLength(body.length);
    if (!bodyless && body.length > 0) {
      response.getOutputStream().write(body);
    }
    response.flushBuffer(); // or a server puts an error page of its own in its place
  }
}
