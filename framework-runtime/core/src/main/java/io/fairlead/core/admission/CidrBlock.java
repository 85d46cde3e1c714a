package io.fairlead.core.admission;

import org.jspecify.annotations.Nullable;

/**
 * A block of addresses such as {@code 10.0.0.0/8}; a lone address is a block of one.
 *
 * @param base an address of the block
 * @param prefix how many leading bits count
 */
record CidrBlock(IpAddress base, int prefix) {

  /** Reads a block; null where the text is none. */
  static @Nullable CidrBlock parse(String text) {
    int slash = text.indexOf('/');
    String addressText = slash < 0 ? text : text.substring(0, slash);
    IpAddress base = IpAddress.parse(addressText);
    if (base == null) {
      return null;
    }
    if (slash < 0) {
      return new CidrBlock(base, base.bits());
    }
    String prefixText = text.substring(slash + 1);
    if (!prefixText.matches("[0-9]{1,3}")) {
      return null;
    }
    // a block of mapped IPv4 addresses counts its prefix in IPv6 bits
    boolean mapped = addressText.indexOf(':') >= 0 && base.bits() == 32;
    int prefix = Integer.parseInt(prefixText) - (mapped ? 96 : 0);
    return prefix < 0 || prefix > base.bits() ? null : new CidrBlock(base, prefix);
  }

  boolean contains(IpAddress address) {
    return base.sharesPrefix(address, prefix);
  }
}
