package io.fairlead.standalone.hostile;

/** The attacks, small enough for every build. */
class AttackIT extends Attacks {
  AttackIT() {
    super(Scale.SMALL);
  }
}
