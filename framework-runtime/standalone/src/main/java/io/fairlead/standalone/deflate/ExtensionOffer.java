package io.fairlead.standalone.deflate;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One element of the header {@code Sec-WebSocket-Extensions} (RFC 6455, section 9.1).
 *
 * @param name the extension
 * @param parameters in their order, duplicates too
 */
public record ExtensionOffer(String name, List<Parameter> parameters) {

  /**
   * A parameter.
   *
   * @param value without quotes; null where there is none
   */
  public record Parameter(String name, @Nullable String value) {
    @Override
    public String toString() {
      return value == null ? name : name + "=" + value;
    }
  }

  /** Copies the list. */
  public ExtensionOffer {
    parameters = List.copyOf(parameters);
  }

  /**
   * Reads all lines of the header.
   *
   * @throws IllegalArgumentException if one breaks the grammar
   */
  public static List<ExtensionOffer> parse(List<String> lines) {
    List<ExtensionOffer> offers = new ArrayList<>();
    for (String line : lines) {
      new Reader(line).readInto(offers);
    }
    return offers;
  }

  /** As it stands in the header. Values are tokens, so that none needs quotes. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(name);
    parameters.forEach(parameter -> text.append("; ").append(parameter));
    return text.toString();
  }

  /** Reads one line. */
  private static final class Reader {
    private static final String NO_TOKEN = "()<>@,;:\\\"/[]?={} \t";

    private final String line;
    private int at;

    Reader(String line) {
      this.line = line;
    }

    void readInto(List<ExtensionOffer> offers) {
      while (true) {
        skipBlanks();
        if (at < line.length() && line.charAt(at) != ',') {
          offers.add(offer());
        } // else an empty element, which lists of HTTP may have
        if (at == line.length()) {
          return;
        }
        expect(',');
      }
    }

    private ExtensionOffer offer() {
      String name = token();
      List<Parameter> parameters = new ArrayList<>();
      skipBlanks();
      while (take(';')) {
        skipBlanks();
        String parameter = token();
        skipBlanks();
        String value = null;
        if (take('=')) {
          skipBlanks();
          value = take('"') ? quoted() : token();
          skipBlanks();
        }
        parameters.add(new Parameter(parameter, value));
      }
      return new ExtensionOffer(name, parameters);
    }

    private String token() {
      int start = at;
      while (at < line.length() && isToken(line.charAt(at))) {
        at++;
      }
      if (start == at) {
        throw malformed();
      }
      return line.substring(start, at);
    }

    /** What is quoted must be a token, too. */
    private String quoted() {
      StringBuilder value = new StringBuilder();
      while (!take('"')) {
        if (take('\\')) {
          // the next one is meant as it is
        }
        if (at == line.length() || !isToken(line.charAt(at))) {
          throw malformed();
        }
        value.append(line.charAt(at++));
      }
      if (value.isEmpty()) {
        throw malformed();
      }
      return value.toString();
    }

    private void skipBlanks() {
      while (at < line.length() && (line.charAt(at) == ' ' || line.charAt(at) == '\t')) {
        at++;
      }
    }

    private boolean take(char wanted) {
      if (at < line.length() && line.charAt(at) == wanted) {
        at++;
        return true;
      }
      return false;
    }

    private void expect(char wanted) {
      if (!take(wanted)) {
        throw malformed();
      }
    }

    private static boolean isToken(char c) {
      return c > ' ' && c < 0x7F && NO_TOKEN.indexOf(c) < 0;
    }

    private IllegalArgumentException malformed() {
      return new IllegalArgumentException("malformed at character " + at);
    }
  }
}
