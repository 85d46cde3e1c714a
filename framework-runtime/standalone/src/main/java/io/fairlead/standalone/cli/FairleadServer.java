package io.fairlead.standalone.cli;

import io.fairlead.standalone.Fairlead;
import io.fairlead.standalone.control.Commands;
import java.net.URI;

/** The real server, as the command line sees it. */
record FairleadServer(Fairlead fairlead) implements ServerStarter.Running {

  @Override
  public URI uri() {
    return fairlead.uri();
  }

  @Override
  public int openConnections() {
    return fairlead.connections().size();
  }

  @Override
  public Commands commands() {
    return new ControlCommands(fairlead);
  }

  @Override
  public void reload() {
    fairlead.reloadOrLog();
  }

  @Override
  public void close() {
    fairlead.close();
  }
}
