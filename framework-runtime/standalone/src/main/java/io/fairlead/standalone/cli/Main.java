package io.fairlead.standalone.cli;

/** The program {@code fairlead}: {@code run}, {@code token}, {@code plugins}. */
public final class Main {

  private Main() {}

  /** Runs a command; the process ends with its exit code: 0 done, 1 failed, 2 to be put right. */
  public static void main(String[] args) {
    LogSetup.early();
    System.exit(new Cli(Home.find(), Terminal.ofProcess(), Backend.OF_FAIRLEAD).execute(args));
  }
}
