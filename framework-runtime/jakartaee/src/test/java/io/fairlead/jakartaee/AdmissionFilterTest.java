package io.fairlead.jakartaee;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdmissionFilterTest {

  private final WebApplication application = new WebApplication();
  private final AdmissionFilter filter = new AdmissionFilter(application, "/app");
  private final Reply reply = new Reply();
  private final List<ServletRequest> passed = new ArrayList<>();
  private final FilterChain chain = (request, response) -> passed.add(request);

  private static HttpServletRequest request(Map<String, String> headers) {
    Map<String, Function<Object[], Object>> methods = new HashMap<>();
    methods.put("getHeaderNames", none -> Collections.enumeration(headers.keySet()));
    methods.put(
        "getHeaders", name -> Collections.enumeration(List.of(headers.get((String) name[0]))));
    methods.put("getRequestURI", none -> "/app/room");
    methods.put("getQueryString", none -> null);
    return Fake.of(HttpServletRequest.class, methods);
  }

  /** Even one that the server would not recognise by itself. */
  @ParameterizedTest
  @ValueSource(strings = {"Upgrade", "Sec-WebSocket-Key", "Sec-WebSocket-Version"})
  void handshakeBeforeTheStartGets503(String header) throws Exception {
    refusesHandshake(header);
  }

  @Test
  void handshakeAfterTheStopGets503() throws Exception {
    application.stop();
    refusesHandshake("Upgrade");
  }

  private void refusesHandshake(String header) throws Exception {
    filter.doFilter(request(Map.of(header, "websocket")), reply.response(), chain);

    assertThat(passed).isEmpty();
    assertThat(reply.status).isEqualTo(503);
    assertThat(reply.headers)
        .containsEntry("Retry-After", "5")
        .containsEntry("Connection", "close")
        .containsEntry("Content-Type", "application/problem+json");
    assertThat(reply.body()).contains("\"status\":503").hasSize(reply.length);
    assertThat(reply.flushed).isTrue();
  }

  @Test
  void otherRequestBeforeTheStartIsTheApplications() throws Exception {
    HttpServletRequest request = request(Map.of("Accept", "text/html"));
    filter.doFilter(request, reply.response(), chain);

    assertThat(passed).hasSize(1).first().isSameAs(request);
    assertThat(reply.status).isZero();
  }

  @Test
  void whatIsNotHttpIsTheApplications() throws Exception {
    ServletRequest request = Fake.of(ServletRequest.class, Map.of());
    filter.doFilter(request, Fake.of(ServletResponse.class, Map.of()), chain);

    assertThat(passed).hasSize(1);
  }
}
