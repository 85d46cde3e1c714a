package io.fairlead.standalone.live;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;

/** Plain requests. */
final class Http {

  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private Http() {}

  static String text(URI server, String path) throws IOException, InterruptedException {
    return CLIENT
        .send(HttpRequest.newBuilder(server.resolve(path)).build(), BodyHandlers.ofString())
        .body();
  }

  static int status(URI server, String path) throws IOException, InterruptedException {
    return CLIENT
        .send(HttpRequest.newBuilder(server.resolve(path)).build(), BodyHandlers.discarding())
        .statusCode();
  }
}
