package io.fairlead.core.config;

import java.time.Duration;
import java.util.List;

/** Settings of plugins. */
public final class PluginSettings {

  private static final SettingList LIST = new SettingList();

  /** Plugin directory. */
  public static final Setting<String> PLUGINS_DIRECTORY =
      LIST.directory("fairlead.plugins-directory", "Directory with plugin jars.");

  /** Plugin start deadline. */
  public static final Setting<Duration> PLUGIN_START_TIMEOUT =
      LIST.timeout("fairlead.plugin-start-timeout", "30s", "Longest start of a plugin.");

  /** Plugin stop deadline. */
  public static final Setting<Duration> PLUGIN_STOP_TIMEOUT =
      LIST.timeout("fairlead.plugin-stop-timeout", "5s", "Longest stop of a plugin.");

  /** Plugin drain deadline. */
  public static final Setting<Duration> PLUGIN_DRAIN_TIMEOUT =
      LIST.timeout(
          "fairlead.plugin-drain-timeout",
          "10s",
          "How long the old version of a replaced plugin is kept for the messages that began with it.");

  /** Plugin release deadline. */
  public static final Setting<Duration> PLUGIN_RELEASE_TIMEOUT =
      LIST.duration(
          "fairlead.plugin-release-timeout",
          "10s",
          "When to complain that the classes of a stopped plugin are still held; a garbage collection is asked for meanwhile. 0s does neither.");

  /** Watch interval. */
  public static final Setting<Duration> PLUGIN_WATCH_INTERVAL =
      LIST.duration(
          "fairlead.plugin-watch-interval",
          "1s",
          "How often to look for new, changed and removed plugin jars; a jar counts when it has not changed from one look to the next. 0s never looks.");

  /** Error budget. */
  public static final Setting<Integer> PLUGIN_ERROR_BUDGET =
      LIST.number(
          "fairlead.plugin-error-budget",
          0,
          1_000_000,
          20,
          "So many failed calls within fairlead.plugin-error-window put a plugin into quarantine, if they are also fairlead.plugin-error-share of its calls; 0 never does.");

  /** Error share. */
  public static final Setting<Integer> PLUGIN_ERROR_SHARE =
      LIST.number(
          "fairlead.plugin-error-share",
          1,
          100,
          10,
          "How many of a hundred calls to a plugin have to fail for a quarantine.");

  /** Error window. */
  public static final Setting<Duration> PLUGIN_ERROR_WINDOW =
      LIST.timeout(
          "fairlead.plugin-error-window",
          "10s",
          "Time over which failed calls are counted; so long a plugin has to do well after a quarantine.");

  /** Quarantine. */
  public static final Setting<Duration> PLUGIN_QUARANTINE =
      LIST.timeout(
          "fairlead.plugin-quarantine",
          "10s",
          "How long a plugin is left out before it is tried again; twice as long each time it fails again, at most 5 minutes.");

  /** Share of a canary. */
  public static final Setting<Integer> PLUGIN_CANARY_SHARE =
      LIST.number(
          "fairlead.plugin-canary-share",
          0,
          99,
          0,
          "How many of a hundred connections try the new version of a plugin before it takes all; 0 lets it take all at once.");

  /** Time of a canary. */
  public static final Setting<Duration> PLUGIN_CANARY_TIME =
      LIST.timeout(
          "fairlead.plugin-canary-time",
          "1m",
          "How long a new version is tried before it takes all connections.");

  /** Failed calls of a canary. */
  public static final Setting<Integer> PLUGIN_CANARY_ERRORS =
      LIST.number(
          "fairlead.plugin-canary-errors",
          1,
          1_000_000,
          5,
          "So many failed calls roll a new version back, if they are also fairlead.plugin-canary-error-share of its calls.");

  /** Error share of a canary. */
  public static final Setting<Integer> PLUGIN_CANARY_ERROR_SHARE =
      LIST.number(
          "fairlead.plugin-canary-error-share",
          1,
          100,
          5,
          "How many of a hundred calls to a new version have to fail for it to be rolled back.");

  /** What becomes of jars that nobody trusted has signed. */
  public enum Signatures {
    /** Nobody looks. */
    OFF,
    /** They are used, and the log warns of them. */
    WARN,
    /** They are left out. */
    REQUIRE
  }

  /** Whether plugin jars must be signed. */
  public static final Setting<Signatures> SIGNATURES =
      LIST.choice(
          "fairlead.plugins.signatures",
          Signatures.class,
          Signatures.OFF,
          "Whether plugin jars must be signed by somebody whom fairlead.plugins.trust-store trusts: off does not look, warn logs those that are not, require leaves them out.");

  /** Whose signatures are trusted. */
  public static final Setting<String> TRUST_STORE =
      LIST.file(
          "fairlead.plugins.trust-store",
          "Key store (PKCS#12 or JKS) with the trusted certificates of those who sign plugin jars, or of those who certify them. Read once, at the start.");

  /** Trust store password. */
  public static final Setting<String> TRUST_STORE_PASSWORD =
      LIST.secret("fairlead.plugins.trust-store-password", "Password of the store.");

  /** Trust store password in a file. */
  public static final Setting<String> TRUST_STORE_PASSWORD_FILE =
      LIST.file(
          "fairlead.plugins.trust-store-password-file", "File that holds the store's password.");

  /** Whether certificates of signers may have been revoked. */
  public static final Setting<Boolean> SIGNER_REVOCATION =
      LIST.flag(
          "fairlead.plugins.signer-revocation",
          false,
          "Ask the issuer of a signer's certificate, by OCSP or for its list, whether it was revoked; without an answer it counts as revoked.");

  private PluginSettings() {}

  static List<Setting<?>> all() {
    return LIST.all();
  }
}
