package io.fairlead.api;

/** Something that was added and can be taken out again. Safe for any thread. */
@FrameworkOwned
public interface Registration extends AutoCloseable {

  /** Takes it out. Calls under way go on; later calls of this method have no effect. */
  @Override
  void close();
}
