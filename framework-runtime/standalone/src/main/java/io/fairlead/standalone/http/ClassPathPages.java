package io.fairlead.standalone.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Pages from {@code META-INF/resources/} of the class path, as in a Servlet container. */
final class ClassPathPages implements PageSource {

  private static final String ROOT = "META-INF/resources/";

  /** Of jars, which do not change: no more than the jars hold. Longer pages are read each time. */
  private static final int MOST_CACHED_BYTES = 1 << 20;

  private final ClassLoader loader;
  private final Map<String, Page> cache = new ConcurrentHashMap<>();

  ClassPathPages(ClassLoader loader) {
    this.loader = loader;
  }

  @Override
  public @Nullable Page find(List<String> names) throws IOException {
    String name = ROOT + String.join("/", names);
    Page cached = cache.get(name);
    if (cached != null) {
      return cached;
    }
    URL url = loader.getResource(name);
    if (url == null || directory(name, url)) {
      return null;
    }
    URLConnection connection = url.openConnection();
    connection.setUseCaches(false);
    byte[] body;
    try (InputStream in = connection.getInputStream()) {
      body = in.readAllBytes();
    }
    Page page = new Page(tag(body), body, null, body.length);
    if (connection instanceof JarURLConnection && body.length <= MOST_CACHED_BYTES) {
      cache.put(name, page);
    }
    return page;
  }

  @Override
  public boolean isDirectory(List<String> names) throws IOException {
    String name = ROOT + String.join("/", names);
    URL url = loader.getResource(name);
    return url != null && directory(name, url);
  }

  /** A directory reads as the list of its files, which is nobody's business. */
  private boolean directory(String name, URL url) {
    if (url.getProtocol().equals("file")) {
      try {
        return !Files.isRegularFile(Path.of(url.toURI()));
      } catch (URISyntaxException | IllegalArgumentException e) {
        return true;
      }
    }
    return loader.getResource(name + "/") != null;
  }

  private static String tag(byte[] body) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(body);
      return HexFormat.of().formatHex(Arrays.copyOf(digest, 12));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }
}
