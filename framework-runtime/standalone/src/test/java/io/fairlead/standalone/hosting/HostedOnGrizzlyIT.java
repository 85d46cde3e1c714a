package io.fairlead.standalone.hosting;

/** The comparison with the same Tyrus and the same Grizzly below, so that only hosting differs. */
class HostedOnGrizzlyIT extends ComparedWithStockTyrus {

  @Override
  Carrier start(Class<?>... endpoints) throws Exception {
    return HostedOnGrizzly.start(endpoints);
  }
}
