package io.fairlead.standalone.http;

import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.config.Settings;
import io.fairlead.core.http.PlainRequest;
import io.fairlead.standalone.http.PageSource.Page;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Static pages: of a directory where one is configured, else of the class path. Names that start
 * with a dot are not served, but for {@code .well-known} (RFC 8615).
 */
final class StaticPages {

  private static final Logger LOG = LogManager.getLogger(StaticPages.class);
  private static final String INDEX = "index.html";

  private final PageSource source;

  private StaticPages(PageSource source) {
    this.source = source;
  }

  static StaticPages of(FairleadConfig config, ClassLoader loader) {
    String directory = config.get(Settings.SERVER_STATIC);
    return new StaticPages(
        directory.isEmpty() ? new ClassPathPages(loader) : new DirectoryPages(directory));
  }

  /** The answer; null where there is no such page. */
  @Nullable Reply answer(PlainRequest request) {
    try {
      return find(request);
    } catch (IOException e) {
      LOG.warn("a static page could not be read: {}", request.path(), e);
      return Site.failed();
    }
  }

  private @Nullable Reply find(PlainRequest request) throws IOException {
    List<String> names = new ArrayList<>(request.target().segments());
    boolean slash = names.get(names.size() - 1).isEmpty();
    if (slash) {
      names.remove(names.size() - 1);
    }
    if (!names.stream().allMatch(StaticPages::servable)) {
      return null;
    }
    List<String> index = new ArrayList<>(names);
    index.add(INDEX);
    Page page = source.find(slash ? index : names);
    if (page == null) {
      boolean moved = !slash && source.isDirectory(names) && source.find(index) != null;
      return moved ? toDirectory(request) : null;
    }
    if (!request.readsOnly()) {
      return Site.methodNotAllowed(List.of("GET", "HEAD"));
    }
    return reply(request, page, slash ? INDEX : names.get(names.size() - 1));
  }

  private static boolean servable(String name) {
    return !name.isEmpty() && (!name.startsWith(".") || name.equals(".well-known"));
  }

  /** Relative links of the index page start at the directory, so its address must end there. */
  private static Reply toDirectory(PlainRequest request) {
    String query = request.target().encodedQuery();
    String location = request.target().encodedPath() + "/" + (query == null ? "" : "?" + query);
    return Reply.empty(308, Map.of("Location", location));
  }

  private static Reply reply(PlainRequest request, Page page, String name) {
    Map<String, String> headers = new LinkedHashMap<>();
    String tag = '"' + page.tag() + '"';
    headers.put("ETag", tag);
    headers.put("Cache-Control", "no-cache"); // keep it, but ask each time
    headers.put("X-Content-Type-Options", "nosniff");
    if (matches(request.headers().get("if-none-match"), tag)) {
      return Reply.empty(304, headers);
    }
    headers.put("Content-Type", MediaTypes.of(name));
    return page.file() == null
        ? Reply.of(200, headers, page.body())
        : Reply.file(headers, page.file(), page.length());
  }

  /** RFC 9110, section 13.1.2: by the weak comparison. */
  private static boolean matches(@Nullable List<String> lines, String tag) {
    if (lines == null) {
      return false;
    }
    for (String known : String.join(",", lines).split(",")) {
      String stripped = known.strip();
      if (stripped.equals("*") || stripped.equals(tag) || stripped.equals("W/" + tag)) {
        return true;
      }
    }
    return false;
  }
}
