package io.fairlead.standalone.cli;

/** What the commands work with. */
record Backend(ServerStarter server, TokenSource tokens) {

  static final Backend OF_FAIRLEAD =
      new Backend(
          config -> {
            throw new UnsupportedOperationException("wired when Fairlead is merged");
          },
          (config, subject, lifetime, claims) -> {
            throw new UnsupportedOperationException("wired when TokenIssuer is merged");
          });
}
