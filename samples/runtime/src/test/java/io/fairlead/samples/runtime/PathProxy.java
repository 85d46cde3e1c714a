package io.fairlead.samples.runtime;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Locale;

/** Shows a server below a path, as a reverse proxy or a context path does; nothing else of it. */
final class PathProxy implements AutoCloseable {

  private final String path;
  private final URI server;
  private final ServerSocket listener;

  PathProxy(String path, URI server) throws IOException {
    this.path = path;
    this.server = server;
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    start(this::accept);
  }

  URI home() {
    return URI.create("http://127.0.0.1:" + listener.getLocalPort() + path);
  }

  private void accept() throws IOException {
    while (true) {
      Socket client = listener.accept();
      start(() -> connect(client));
    }
  }

  private void connect(Socket client) throws IOException {
    try (client;
        Socket upstream = new Socket(server.getHost(), server.getPort())) {
      start(
          () -> {
            try (client) {
              upstream.getInputStream().transferTo(client.getOutputStream());
            }
          });
      InputStream in = new BufferedInputStream(client.getInputStream());
      OutputStream out = upstream.getOutputStream();
      while (passRequest(in, out)) {
        out.flush();
      }
      in.transferTo(out);
    }
  }

  /** Returns whether another request may follow: none does after an upgrade, or at the end. */
  private boolean passRequest(InputStream in, OutputStream out) throws IOException {
    String line = line(in);
    if (line.isEmpty()) {
      return false;
    }
    boolean below = line.split(" ", 3)[1].startsWith(path);
    send(out, line.replaceFirst(" \\S+", below ? " /" + tail(line) : " /outside-of-the-path"));
    int length = 0;
    boolean upgrade = false;
    do {
      line = line(in);
      send(out, line);
      String header = line.toLowerCase(Locale.ROOT);
      upgrade |= header.startsWith("upgrade:");
      if (header.startsWith("content-length:")) {
        length = Integer.parseInt(header.substring("content-length:".length()).strip());
      }
    } while (!line.isEmpty());
    out.write(in.readNBytes(length));
    return !upgrade;
  }

  private String tail(String requestLine) {
    return requestLine.split(" ", 3)[1].substring(path.length());
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
      line.append((char) c);
    }
    return line.toString().stripTrailing();
  }

  private static void send(OutputStream out, String line) throws IOException {
    out.write((line + "\r\n").getBytes(ISO_8859_1));
  }

  private static void start(Task task) {
    Thread thread =
        new Thread(
            () -> {
              try {
                task.run();
              } catch (IOException e) {
                // one side has closed, so the other is closed too
              }
            });
    thread.setDaemon(true);
    thread.start();
  }

  private interface Task {
    void run() throws IOException;
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
