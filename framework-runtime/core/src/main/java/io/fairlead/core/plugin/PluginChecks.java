package io.fairlead.core.plugin;

import io.fairlead.core.config.FairleadConfig;
import java.io.IOException;
import java.net.URL;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/** All that is done with plugin jars before a plugin starts. What is wrong fails its candidate. */
final class PluginChecks {

  private static final Logger LOG = LogManager.getLogger(PluginChecks.class);

  /** A server that was to limit its clients' rate must not come up without doing so. */
  private static final String RATE_LIMIT = "rate-limit";

  private final FairleadConfig config;
  private final Starts starts;
  private final SignatureCheck signatures;

  /**
   * Checks as a configuration says.
   *
   * @throws io.fairlead.core.config.ConfigException if it wants signatures and does not say whose
   */
  PluginChecks(FairleadConfig config, Clock clock, Starts starts) {
    this.config = config;
    this.starts = starts;
    this.signatures = SignatureCheck.of(config, clock);
  }

  /**
   * Reads the jars of a directory, sorted by name.
   *
   * @throws PluginException if the directory cannot be read
   */
  List<Candidate> read(Path directory, WorkDirectory work) {
    List<Candidate> candidates = new ArrayList<>();
    for (Path jar : jars(directory)) {
      candidates.add(readJar(jar, work));
    }
    return candidates;
  }

  /** Reads one jar. */
  Candidate readJar(Path jar, WorkDirectory work) {
    Candidate candidate = Candidate.read(jar, work.room(), signatures);
    candidate.required(requiredByDefault(candidate));
    if (!candidate.failed()) {
      checkApi(candidate);
      checkContent(candidate);
    }
    return candidate;
  }

  /**
   * The jars of a directory, sorted by name.
   *
   * @throws PluginException if the directory cannot be read
   */
  static List<Path> jars(Path directory) {
    if (!Files.isDirectory(directory)) {
      throw new PluginException(
          "the plugin directory "
              + directory
              + (Files.exists(directory) ? " is no directory" : " does not exist")
              + "; create it, or set another one");
    }
    List<Path> jars = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory, "*.jar")) {
      for (Path each : stream) {
        if (!Files.isDirectory(each) && !String.valueOf(each.getFileName()).startsWith(".")) {
          jars.add(each);
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      throw new PluginException("the plugin directory " + directory + " cannot be read: " + e, e);
    }
    jars.sort(Comparator.comparing(each -> String.valueOf(each.getFileName())));
    return jars;
  }

  private boolean requiredByDefault(Candidate candidate) {
    String id = candidate.name();
    return config.pluginRequired(id).orElse(id.equals(RATE_LIMIT) || candidate.wantsToBeRequired());
  }

  /** Notes that a plugin has turned out to authenticate clients. */
  void authenticates(Candidate candidate) {
    candidate.required(config.pluginRequired(candidate.name()).orElse(true));
  }

  /**
   * Settles a plugin that says it has nothing to do. That is no fault, unless the configuration
   * asks for the plugin by name.
   */
  void inactive(Candidate candidate, String reason) {
    if (config.pluginRequired(candidate.name()).orElse(false)) {
      candidate.fail("is required and inactive: " + reason);
      return;
    }
    candidate.settle(PluginReport.Status.INACTIVE, reason);
    LOG.info("plugin '{}' is inactive: {}", candidate.name(), reason);
  }

  private static void checkApi(Candidate candidate) {
    VersionRange range = candidate.manifest().api();
    if (!range.contains(ApiVersion.current())) {
      candidate.fail(
          "needs API "
              + range
              + ", and this runtime has "
              + ApiVersion.current()
              + "; use a version of the plugin that is made for it");
    }
  }

  private static void checkContent(Candidate candidate) {
    JarScan scan = candidate.scan();
    if (!scan.hidden().isEmpty()) {
      LOG.warn(
          "{}: @ServerEndpoint has no effect on {}: only concrete public classes are hosted",
          candidate.jar().getFileName(),
          String.join(", ", scan.hidden()));
    }
    if (scan.plugins().isEmpty() && scan.endpoints().isEmpty()) {
      candidate.fail(
          "has neither a service entry "
              + JarScan.SERVICE
              + " nor a public @ServerEndpoint class; add one");
    }
  }

  /**
   * Loads a plugin and makes its instance, without starting it. Those it requires must have been
   * settled before.
   *
   * @return whether that went well
   */
  boolean load(Candidate candidate, Collection<Candidate> all) {
    List<PluginClassLoader> required = new ArrayList<>();
    for (String id : candidate.manifest().descriptor().requires()) {
      Optional<LoadedPlugin> other =
          all.stream()
              .filter(each -> each.name().equals(id) && each.usable())
              .map(Candidate::loaded)
              .filter(Objects::nonNull)
              .findFirst();
      if (other.isEmpty()) {
        candidate.failUnmet(StartOrder.unmet(id, true));
        return false;
      }
      required.add(other.get().loader());
    }
    try {
      List<URL> urls = candidate.copy().classPath();
      candidate.complain(signatures.leadsOut(urls), signatures);
      if (candidate.failed()) {
        return false;
      }
      String id = candidate.name();
      candidate.loaded(
          Bounded.start(
              id,
              null,
              config,
              starts,
              () -> LoadedPlugin.load(id, urls, required, candidate.scan())));
      return true;
    } catch (Exception e) {
      candidate.fail(Faults.oneLine(e));
      LOG.debug("plugin '{}' cannot be loaded", candidate.name(), e);
      return false;
    }
  }

  /** The failures of plugins that the configuration requires and no jar brings. */
  List<PluginReport> missing(List<Path> directories, List<Candidate> candidates) {
    List<PluginReport> missing = new ArrayList<>();
    for (String id : config.pluginIds()) {
      if (candidates.stream().anyMatch(each -> each.name().equals(id))) {
        continue;
      }
      String where =
          directories.isEmpty()
              ? "no plugin directory is set"
              : "no jar in " + names(directories) + " has that id";
      if (config.pluginRequired(id).orElse(false)) {
        Path place = directories.isEmpty() ? Path.of("") : directories.get(0);
        String line = "plugin '" + id + "' is required, and " + where + "; add it";
        missing.add(
            new PluginReport(place, null, PluginReport.Status.FAILED, line, List.of(), true, null));
      } else {
        LOG.warn("fairlead.plugins.{}.* has no effect: {}", id, where);
      }
    }
    return missing;
  }

  private static String names(List<Path> directories) {
    return directories.stream().map(Path::toString).collect(Collectors.joining(" or "));
  }
}
