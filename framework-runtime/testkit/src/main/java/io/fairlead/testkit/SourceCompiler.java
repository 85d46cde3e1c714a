package io.fairlead.testkit;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/** Compiles source texts in memory. */
final class SourceCompiler {

  private static final Pattern PUBLIC_TYPE =
      Pattern.compile("\\bpublic\\s+(?:\\w+\\s+)*?(?:class|interface|record|enum)\\s+(\\w+)");
  private static final Pattern TYPE =
      Pattern.compile("\\b(?:class|interface|record|enum)\\s+(\\w+)");
  private static final Pattern PACKAGE = Pattern.compile("\\bpackage\\s+([\\w.]+)\\s*;");

  private SourceCompiler() {}

  /** Class files by their path in a jar. */
  static Map<String, byte[]> compile(List<String> sources, List<Path> classPath) {
    Map<String, ByteArrayOutputStream> classes = new LinkedHashMap<>();
    if (sources.isEmpty()) {
      return Map.of();
    }
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    if (compiler == null) {
      throw new IllegalStateException("compiling a plugin needs a JDK; this is a plain JRE");
    }
    StringWriter messages = new StringWriter();
    try (JavaFileManager files = new Collecting(compiler, classes)) {
      boolean compiled =
          compiler
              .getTask(
                  messages,
                  files,
                  null,
                  options(classPath),
                  null,
                  sources.stream().map(Source::new).toList())
              .call();
      if (!compiled) {
        throw new IllegalArgumentException("the plugin does not compile:\n" + messages);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Map<String, byte[]> byPath = new LinkedHashMap<>();
    classes.forEach(
        (name, bytes) -> byPath.put(name.replace('.', '/') + ".class", bytes.toByteArray()));
    return byPath;
  }

  private static List<String> options(List<Path> more) {
    String classPath =
        Stream.concat(
                more.stream().map(Path::toString),
                Stream.of(Objects.requireNonNull(System.getProperty("java.class.path"))))
            .collect(Collectors.joining(File.pathSeparator));
    return List.of("--release", "17", "-proc:none", "-parameters", "-classpath", classPath);
  }

  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    private Source(String text) {
      super(URI.create("source:///" + nameOf(text).replace('.', '/') + ".java"), Kind.SOURCE);
      this.text = text;
    }

    private static String nameOf(String text) {
      // a file must be called after its public type; without one any name will do
      String type =
          first(PUBLIC_TYPE, text)
              .or(() -> first(TYPE, text))
              .orElseThrow(() -> new IllegalArgumentException("no type in: " + text));
      return first(PACKAGE, text).map(name -> name + "." + type).orElse(type);
    }

    private static Optional<String> first(Pattern pattern, String text) {
      Matcher matcher = pattern.matcher(text);
      return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }

  private static final class Compiled extends SimpleJavaFileObject {
    private final ByteArrayOutputStream bytes;

    private Compiled(String name, ByteArrayOutputStream bytes) {
      super(URI.create("class:///" + name.replace('.', '/') + ".class"), Kind.CLASS);
      this.bytes = bytes;
    }

    @Override
    public OutputStream openOutputStream() {
      return bytes;
    }
  }

  private static final class Collecting extends ForwardingJavaFileManager<JavaFileManager> {
    private final Map<String, ByteArrayOutputStream> classes;

    private Collecting(JavaCompiler compiler, Map<String, ByteArrayOutputStream> classes) {
      super(compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8));
      this.classes = classes;
    }

    @Override
    public JavaFileObject getJavaFileForOutput(
        Location location, String name, JavaFileObject.Kind kind, @Nullable FileObject sibling) {
      return new Compiled(name, classes.computeIfAbsent(name, key -> new ByteArrayOutputStream()));
    }
  }
}
