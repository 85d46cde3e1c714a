package io.fairlead.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import java.util.zip.ZipFile;
import jdk.security.jarsigner.JarSigner;

/** Signs jars. */
final class JarSigning {

  private JarSigning() {}

  /** The jar with a signature of each key. */
  static byte[] signed(byte[] jar, List<KeyStore.PrivateKeyEntry> keys) {
    byte[] signed = jar;
    for (int i = 0; i < keys.size(); i++) {
      signed = signed(signed, keys.get(i), "SIGNER" + i);
    }
    return signed;
  }

  private static byte[] signed(byte[] jar, KeyStore.PrivateKeyEntry key, String name) {
    try {
      Path file = Files.createTempFile("unsigned", ".jar");
      try {
        Files.write(file, jar);
        ByteArrayOutputStream signed = new ByteArrayOutputStream();
        try (ZipFile zip = new ZipFile(file.toFile())) {
          new JarSigner.Builder(key).signerName(name).build().sign(zip, signed);
        }
        return signed.toByteArray();
      } finally {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
