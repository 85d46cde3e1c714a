package io.fairlead.core.plugin;

import static java.util.Objects.requireNonNull;

import io.fairlead.api.plugin.Plugin;
import io.fairlead.api.plugin.PluginDescriptor;
import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.plugin.PluginReport.Status;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/** One jar on its way from a file to a running plugin. For use by one thread at a time. */
final class Candidate {

  private static final Logger LOG = LogManager.getLogger(Candidate.class);

  private final Path jar;
  private final Path room;
  private @Nullable Fingerprint fingerprint;
  private @Nullable JarCopy copy;
  private @Nullable PluginManifest manifest;
  private @Nullable JarScan scan;
  private @Nullable String signer;
  private boolean untrusted;
  private @Nullable LoadedPlugin loaded;
  private @Nullable RunningPlugin running;
  private @Nullable Quarantine quarantine;
  private final Usage endpointUsage = new Usage();
  private @Nullable Canary canary;
  private boolean required;
  private @Nullable Status status;
  private String message = "";
  private boolean waiting;
  private boolean shared;
  private boolean rolledBack;

  private Candidate(Path jar, Path room) {
    this.jar = jar;
    this.room = room;
  }

  /** Copies and reads a jar; what is wrong with it is kept as its failure. */
  static Candidate read(Path jar, Path room, SignatureCheck signatures) {
    return read(jar, jar, room, signatures);
  }

  /** The same jar, as it was copied then, once more: for a start of its own. */
  Candidate again(Path anotherRoom) {
    // nobody else can write where the copy lies: what was said of its signature holds for it
    Candidate again = read(jar, copy().file(), anotherRoom, SignatureCheck.OFF);
    again.signer = signer;
    again.required = required;
    again.fingerprint = fingerprint;
    return again;
  }

  private static Candidate read(Path jar, Path source, Path room, SignatureCheck signatures) {
    Candidate candidate = new Candidate(jar, room);
    candidate.fingerprint = Fingerprint.of(source); // before: what changes meanwhile is seen later
    try {
      JarCopy copy = JarCopy.of(source, room);
      candidate.copy = copy;
      candidate.manifest = copy.read(file -> PluginManifest.of(file.getManifest()));
      candidate.judge(signatures.check(copy.file()), signatures);
      candidate.scan = // also of one that fails: the server may need what it was to do
          candidate.failed() ? copy.readUnverified(JarScan::of) : copy.read(JarScan::of);
    } catch (PluginException e) {
      candidate.fail(Faults.oneLine(e));
    }
    return candidate;
  }

  private void judge(SignatureCheck.Result result, SignatureCheck signatures) {
    signer = result.signer();
    complain(result.fault(), signatures);
  }

  /** Whether nobody vouches for what it says of itself, so that it must not matter to others. */
  boolean untrusted() {
    return untrusted;
  }

  /** Something about its signature is not as it should be; null for nothing. */
  void complain(@Nullable String fault, SignatureCheck signatures) {
    if (fault != null && signatures.required()) {
      untrusted = true;
      fail(fault);
    } else if (fault != null) {
      LOG.warn("plugin jar {}: {}; it is used all the same", jar.getFileName(), fault);
    }
  }

  Path jar() {
    return jar;
  }

  /** What its jar was like when it was read. */
  @Nullable Fingerprint fingerprint() {
    return fingerprint;
  }

  /** Where its copy lies. */
  Path room() {
    return room;
  }

  @Nullable PluginDescriptor descriptor() {
    return manifest == null ? null : manifest.descriptor();
  }

  /** The plugin's id; the jar's name where it does not tell one. */
  String name() {
    return manifest == null ? String.valueOf(jar.getFileName()) : manifest.descriptor().id();
  }

  /** Only for one that has not failed. */
  PluginManifest manifest() {
    return requireNonNull(manifest);
  }

  JarScan scan() {
    return requireNonNull(scan);
  }

  JarCopy copy() {
    return requireNonNull(copy);
  }

  @Nullable LoadedPlugin loaded() {
    return loaded;
  }

  void loaded(LoadedPlugin plugin) {
    loaded = plugin;
  }

  @Nullable Plugin instance() {
    return loaded == null ? null : loaded.instance();
  }

  List<Class<?>> endpoints() {
    return loaded == null ? List.of() : loaded.endpoints();
  }

  /** Its endpoints, for the server. */
  LiveServer.Endpoints offered() {
    return new LiveServer.Endpoints(endpoints(), endpointUsage);
  }

  /** Whether a share of the connections can tell whether it works. */
  boolean worksForConnections() {
    return !endpoints().isEmpty() || (running != null && running.worksForConnections());
  }

  /** The calls to all that it has: contributions and endpoints. */
  List<Usage> usages() {
    return running == null
        ? List.of(endpointUsage)
        : List.of(running.scope().usage(), endpointUsage);
  }

  boolean needs(String id) {
    return manifest != null && manifest.descriptor().requires().contains(id);
  }

  @Nullable RunningPlugin running() {
    return running;
  }

  void running(RunningPlugin plugin) {
    running = plugin;
  }

  /** Watches how the plugin does, once it runs. */
  void guard(FairleadConfig config, ScheduledExecutorService timer) {
    if (running != null) {
      Fallback declared = manifest().fallback();
      Fallback fallback =
          declared != null ? declared : required ? Fallback.FAIL_CLOSED : Fallback.PROCEED;
      quarantine = Quarantine.over(running, fallback, config, timer);
    }
  }

  /** A share of the connections tries it, with others. */
  void tried(Canary with) {
    canary = with;
    settle(Status.CANARY, "");
  }

  private Status shown() {
    Status settled = requireNonNull(status);
    boolean leftOut = quarantine != null && quarantine.leftOut();
    return settled == Status.STARTED && leftOut ? Status.QUARANTINED : settled;
  }

  boolean required() {
    return required;
  }

  void required(boolean value) {
    required = value;
  }

  /** Whether it is broken and the server must not start without it. */
  boolean stopsTheStart() {
    return failed() && required;
  }

  /** Whether its author, or what its classes do, makes it one that must not be missing. */
  boolean wantsToBeRequired() {
    return (manifest != null && manifest.required()) || (scan != null && scan.authenticates());
  }

  @Nullable Status status() {
    return status;
  }

  boolean failed() {
    return status == Status.FAILED;
  }

  boolean usable() {
    return status == Status.STARTED || status == Status.CHECKED;
  }

  boolean started() {
    return status == Status.STARTED;
  }

  void settle(Status end, String line) {
    status = end;
    message = line;
  }

  /** Keeps the first failure; a later one is a consequence. */
  void fail(String line) {
    if (!failed()) {
      settle(Status.FAILED, line);
    }
  }

  /** Fails because of what it requires; it may start when that is there. */
  void failUnmet(String line) {
    waiting = waiting || !failed();
    fail(line);
  }

  /** Fails because another jar has its id, too. */
  void failShared(String line) {
    shared = shared || !failed();
    fail(line);
  }

  /** Its trial has failed; its jar stays where it is. */
  void leaveOutAfterTrial() {
    rolledBack = true;
  }

  /** Whether the version before runs on although its own jar may be gone. */
  boolean rolledBack() {
    return rolledBack;
  }

  /** Whether nothing but another jar of its id is in its way. */
  boolean shared() {
    return shared && failed();
  }

  /** Whether nothing but what it requires is in its way. */
  boolean waiting() {
    return waiting && failed();
  }

  /** One more thing to know about one that works; the latest counts. */
  void note(String line) {
    message = line;
  }

  String message() {
    return message;
  }

  private String told() {
    return status == Status.CANARY && canary != null ? canary.progress() : message;
  }

  PluginReport report() {
    return new PluginReport(
        jar,
        descriptor(),
        shown(),
        told(),
        scan == null ? List.of() : scan.endpoints(),
        required,
        signer);
  }

  /**
   * Lets go of all that it holds; the report stays.
   *
   * @return the class loader that should be free now; null where there was none
   */
  @Nullable PluginClassLoader release() {
    running = null;
    quarantine = null;
    canary = null;
    LoadedPlugin last = loaded;
    loaded = null;
    if (last == null) {
      return null;
    }
    last.close();
    return last.loader();
  }
}
