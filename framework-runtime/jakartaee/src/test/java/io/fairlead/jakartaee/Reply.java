package io.fairlead.jakartaee;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/** Notes what is answered. */
final class Reply {

  final Map<String, String> headers = new HashMap<>();
  int status;
  int length = -1;
  boolean flushed;
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();

  private final class Body extends ServletOutputStream {
    @Override
    public void write(int octet) {
      body.write(octet);
    }

    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public void setWriteListener(WriteListener listener) {}
  }

  String body() {
    return body.toString(StandardCharsets.UTF_8);
  }

  HttpServletResponse response() {
    Map<String, Function<Object[], Object>> methods = new HashMap<>();
    methods.put("setStatus", given -> status = (int) given[0]);
    methods.put("setContentLength", given -> length = (int) given[0]);
    methods.put("setHeader", given -> headers.put((String) given[0], (String) given[1]));
    methods.put("setContentType", given -> headers.put("Content-Type", (String) given[0]));
    methods.put("getOutputStream", none -> new Body());
    methods.put("flushBuffer", none -> flushed = true);
    return Fake.of(HttpServletResponse.class, methods);
  }
}
