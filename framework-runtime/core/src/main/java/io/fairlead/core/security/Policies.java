package io.fairlead.core.security;

import io.fairlead.api.admission.SecurityPolicies;
import io.fairlead.core.admission.SecurityPolicy;
import io.fairlead.core.admission.StagedAdmission;
import io.fairlead.core.config.ConfigException;
import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.config.Setting;
import io.fairlead.core.config.Settings;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/** Replaces the policy of one runtime. Safe for any thread; reloads go one after another. */
public final class Policies implements SecurityPolicies {

  private static final Logger LOG = LogManager.getLogger(Policies.class);

  private final StagedAdmission admission;
  private final AccessGuard guard;
  private final List<Consumer<FairleadConfig>> followers = new CopyOnWriteArrayList<>();

  /** The policies of an admission. */
  public Policies(StagedAdmission admission, AccessGuard guard) {
    this.admission = admission;
    this.guard = guard;
  }

  /** Hears of each configuration whose policy has come into force; short, must not throw. */
  public void onReload(Consumer<FairleadConfig> follower) {
    followers.add(follower);
  }

  @Override
  public long version() {
    return admission.policy().version();
  }

  @Override
  public long reload() {
    try {
      return reread();
    } catch (ConfigException e) {
      throw new IllegalArgumentException(
          "the security policy was not reloaded, the one before stays in force: " + e.getMessage(),
          e);
    }
  }

  /** For a signal: what goes wrong is logged. */
  public void reloadOrLog() {
    try {
      reread();
    } catch (ConfigException e) {
      logFailure(e);
    }
  }

  static void logFailure(ConfigException why) {
    LOG.error(
        "the security policy was not reloaded, the one before stays in force: {}",
        why.getMessage());
  }

  synchronized long reread() {
    return apply(admission.policy().config().reread());
  }

  /**
   * Puts the policy of a configuration in force; its other settings do not count.
   *
   * @throws ConfigException if something does not fit; the policy before stays in force
   */
  public synchronized long apply(FairleadConfig config) {
    FairleadConfig before = admission.policy().config();
    SecurityPolicy policy = admission.replace(config);
    followers.forEach(each -> each.accept(config));
    warnOfOthers(before, config);
    int closed = AccessGuard.rechecks(policy) ? guard.recheck() : 0;
    LOG.info("{} is in force; {} open connections were closed for it", policy, closed);
    return policy.version();
  }

  private static void warnOfOthers(FairleadConfig before, FairleadConfig now) {
    List<String> changed =
        Settings.all().stream()
            .filter(setting -> !SecurityPolicy.SETTINGS.contains(setting))
            .filter(setting -> !Objects.equals(before.get(setting), now.get(setting)))
            .map(Setting::key)
            .toList();
    if (!changed.isEmpty()) {
      LOG.warn("changed, but not in force before a restart: {}", String.join(", ", changed));
    }
  }

  @Override
  public int recheck() {
    return guard.recheck();
  }

  /** The settings of the policy in force, as texts; of a secret only whether it is set. */
  public SortedMap<String, String> settings() {
    FairleadConfig config = config();
    SortedMap<String, String> texts = new TreeMap<>();
    for (Setting<?> each : SecurityPolicy.SETTINGS) {
      boolean secret = each.nature() == Setting.Nature.SECRET;
      String text = text(config.get(each));
      texts.put(each.key(), secret && !text.isEmpty() ? "(secret)" : text);
    }
    return texts;
  }

  private static String text(Object value) {
    if (value instanceof List<?> list) {
      return list.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }
    return value instanceof Enum<?>
        ? value.toString().toLowerCase(Locale.ROOT).replace('_', '-')
        : value.toString();
  }

  FairleadConfig config() {
    return admission.policy().config();
  }
}
