package io.fairlead.core.http;

import io.fairlead.api.http.HttpRequest;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A whole HTTP request.
 *
 * @param method in upper case
 * @param target what is asked for
 * @param headers values by lower-case name, one for each header line
 * @param body whole; must not change
 * @param client the client behind trusted proxies; null where not known
 * @param secure whether the client's side is encrypted
 */
public record PlainRequest(
    String method,
    RequestTarget target,
    Map<String, List<String>> headers,
    byte[] body,
    @Nullable String client,
    boolean secure)
    implements HttpRequest {

  @Override
  public String path() {
    return target.path();
  }

  @Override
  public Optional<String> queryParameter(String name) {
    List<String> values = target.parameters().get(name);
    return values == null ? Optional.empty() : Optional.of(values.get(0));
  }

  @Override
  public Optional<String> header(String name) {
    List<String> values = headers.get(name.toLowerCase(Locale.ROOT));
    return values == null ? Optional.empty() : Optional.of(values.get(0));
  }

  @Override
  public Optional<String> clientAddress() {
    return Optional.ofNullable(client);
  }

  @Override
  public byte[] body() {
    return body.clone();
  }

  /** Whether it asks for a reply and nothing else. */
  public boolean readsOnly() {
    return method.equals("GET") || method.equals("HEAD");
  }

  @Override
  public String toString() {
    return method + " " + path(); // no header, no query: they may carry credentials
  }
}
