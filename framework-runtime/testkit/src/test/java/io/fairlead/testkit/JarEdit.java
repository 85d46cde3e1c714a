package io.fairlead.testkit;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/** Changes the bytes of a jar as somebody would who has no key. */
final class JarEdit {

  private final Map<String, byte[]> entries = new LinkedHashMap<>();

  private JarEdit(byte[] jar) throws IOException {
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(jar))) {
      for (ZipEntry each = in.getNextEntry(); each != null; each = in.getNextEntry()) {
        entries.put(each.getName(), in.readAllBytes());
      }
    }
  }

  static JarEdit of(byte[] jar) throws IOException {
    return new JarEdit(jar);
  }

  JarEdit put(String name, String text) {
    entries.put(name, text.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  JarEdit replace(String name, String old, String text) {
    String content = new String(entries.get(name), StandardCharsets.UTF_8);
    return put(name, content.replace(old, text));
  }

  /** Changes the last byte. */
  JarEdit spoil(String name) {
    byte[] content = entries.get(name);
    content[content.length - 1] ^= 1;
    return this;
  }

  JarEdit copy(String name, String other) {
    entries.put(other, entries.get(name));
    return this;
  }

  JarEdit remove(String name) {
    entries.remove(name);
    return this;
  }

  byte[] bytes() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> each : entries.entrySet()) {
        out.putNextEntry(new ZipEntry(each.getKey()));
        out.write(each.getValue());
      }
    }
    return bytes.toByteArray();
  }

  /** Gives an entry the name of another one, of the same length. */
  static byte[] renamed(byte[] jar, String from, String to) {
    byte[] old = from.getBytes(StandardCharsets.UTF_8);
    byte[] name = to.getBytes(StandardCharsets.UTF_8);
    byte[] bytes = jar.clone();
    for (int i = 0; i + old.length <= bytes.length; i++) {
      if (Arrays.equals(bytes, i, i + old.length, old, 0, old.length)) {
        System.arraycopy(name, 0, bytes, i, name.length);
      }
    }
    return bytes;
  }

  /** Writes a jar with an entry more, of so many MiB of zeros, which take next to no room. */
  static Path swollen(byte[] jar, Path file, int mebibytes) throws IOException {
    byte[] zeros = new byte[1 << 20];
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(jar));
        ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file))) {
      out.setLevel(Deflater.BEST_SPEED);
      for (ZipEntry each = in.getNextEntry(); each != null; each = in.getNextEntry()) {
        out.putNextEntry(new ZipEntry(each.getName()));
        in.transferTo(out);
      }
      out.putNextEntry(new ZipEntry("zeros"));
      for (int i = 0; i < mebibytes; i++) {
        out.write(zeros);
      }
    }
    return file;
  }
}
