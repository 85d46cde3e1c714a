package io.fairlead.core.plugin;

import org.jspecify.annotations.Nullable;

/**
 * The contributions in force at one time; immutable. While a new version of a plugin is tried there
 * are two sets, of the same version.
 *
 * @param all for whatever belongs to no connection, and for the connections that do not try it
 * @param canary for those that do; null where nothing is tried
 * @param share of the connections, in per cent
 */
record Variants(ContributionSet all, @Nullable ContributionSet canary, int share) {

  static final Variants EMPTY = new Variants(ContributionSet.EMPTY, null, 0);

  /** What one connection goes by. */
  ContributionSet of(String connection) {
    ContributionSet tried = canary;
    return tried == null || !Share.includes(connection, share) ? all : tried;
  }

  /** Whose contributions are in which set. */
  enum Side {
    /** In each. */
    BOTH,
    /** Of the version before. */
    OLD,
    /** Of the one that is tried. */
    NEW
  }

  Change change() {
    return new Change(canary, share);
  }

  /** The same, with a canary set that begins as the other one is. */
  Change trying(int percent) {
    return new Change(all, percent);
  }

  /** What is to be different next. For use by one thread. */
  final class Change {
    private final ContributionSet.Change next = all.change();
    private final ContributionSet.@Nullable Change tried;
    private final int percent;

    private Change(@Nullable ContributionSet basis, int percent) {
      this.tried = basis == null ? null : basis.change();
      this.percent = percent;
    }

    /** The version that the next sets will have. */
    long version() {
      return all.version() + 1;
    }

    void add(Side side, Class<?> point, Contributed<?> entry) {
      if (side != Side.NEW) {
        next.add(point, entry);
      }
      if (side != Side.OLD && tried != null) {
        tried.add(point, entry);
      }
    }

    void remove(Class<?> point, Contributed<?> entry) {
      next.remove(point, entry);
      removeTried(point, entry);
    }

    /** From the canary set only. */
    void removeTried(Class<?> point, Contributed<?> entry) {
      if (tried != null) {
        tried.remove(point, entry);
      }
    }

    Variants made() {
      return new Variants(
          next.made(version(), false),
          tried == null ? null : tried.made(version(), true),
          tried == null ? 0 : percent);
    }

    /** What is tried holds for all. */
    Variants promoted() {
      return tried == null ? made() : new Variants(tried.made(version(), false), null, 0);
    }

    /** What is tried goes. */
    Variants rolledBack() {
      return new Variants(next.made(version(), false), null, 0);
    }
  }
}
