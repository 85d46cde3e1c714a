package io.fairlead.contract.server;

/** Knows one server: lays out a base directory with the WAR in it and says how to start. */
interface Launcher {

  Launch prepare(Deployment deployment) throws Exception;
}
