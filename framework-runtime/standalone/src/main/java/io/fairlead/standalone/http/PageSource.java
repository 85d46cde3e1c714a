package io.fairlead.standalone.http;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where static pages come from. Safe for any thread; reads, so off the event loop. */
interface PageSource {

  /**
   * A page.
   *
   * @param tag changes when the page does
   * @param body the page, unless it is in a file
   * @param file the file
   * @param length in bytes
   */
  record Page(String tag, byte[] body, @Nullable Path file, long length) {}

  /** The page at a path of non-empty names; null where there is none. */
  @Nullable Page find(List<String> names) throws IOException;

  /** Whether the path is a directory. */
  boolean isDirectory(List<String> names) throws IOException;
}
