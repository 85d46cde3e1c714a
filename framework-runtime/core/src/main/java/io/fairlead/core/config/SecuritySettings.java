package io.fairlead.core.config;

import java.time.Duration;
import java.util.List;

/** Settings of what happens to open connections when their right to be open ends. */
public final class SecuritySettings {

  private static final SettingList LIST = new SettingList();

  /** Claims that a token must have. */
  public static final Setting<List<String>> JWT_REQUIRED_CLAIMS =
      LIST.list(
          "fairlead.auth.jwt.required-claims",
          "",
          "Claims that a token must have, each as name or as name=value.");

  /** What becomes of open connections when the policy changes. */
  public enum OnReload {
    /** They stay. */
    KEEP,
    /** Those that would not be let in now are closed. */
    RECHECK
  }

  /** What becomes of open connections when the policy changes. */
  public static final Setting<OnReload> ON_RELOAD =
      LIST.choice(
          "fairlead.auth.on-reload",
          OnReload.class,
          OnReload.KEEP,
          "Whether open connections stay as they are when the security policy is reloaded, or are judged anew and closed with 4403 if they do not fit.");

  /** How often files of the policy are looked at. */
  public static final Setting<Duration> RELOAD_INTERVAL =
      LIST.duration(
          "fairlead.auth.reload-interval",
          "5s",
          "How often the configuration file and the key files are looked at for a change of the security policy; 0 for never.");

  /** Warning ahead of the end of a token. */
  public static final Setting<Duration> EXPIRY_WARNING =
      LIST.duration(
          "fairlead.auth.expiry-warning",
          "60s",
          "How long before the end of its token plugins and listeners hear that a connection will be closed; 0 for not at all.");

  /** Where tokens are refreshed. */
  public static final Setting<String> REFRESH_PATH =
      LIST.plain(
          "fairlead.auth.refresh-path",
          "path",
          "/fairlead/refresh",
          "Path to which a client posts a new token for its open connections; off for none.",
          SecuritySettings::refreshPath);

  /** How many refreshes may wait for a key set. */
  public static final Setting<Integer> REFRESHES =
      LIST.number(
          "fairlead.auth.refreshes",
          1,
          10_000,
          32,
          "Most token refreshes that are checked at once where a key set may have to be fetched for it; more get 503.");

  /** How many revocations are remembered. */
  public static final Setting<Integer> REVOCATIONS =
      LIST.number(
          "fairlead.auth.revocations",
          1,
          10_000_000,
          100_000,
          "Most revocations of tokens and users that are remembered; one more is an error.");

  private SecuritySettings() {}

  /** Empty where it is off. */
  private static String refreshPath(String text) {
    String path = text.strip();
    if (path.equals("off")) {
      return "";
    }
    if (!path.matches("/[A-Za-z0-9._~/-]+")) {
      throw new IllegalArgumentException("must be off or a path such as /fairlead/refresh");
    }
    return path;
  }

  static List<Setting<?>> all() {
    return LIST.all();
  }
}
