package io.fairlead.samples.benchmarks;

import io.fairlead.samples.benchmarks.Results.Effort;
import io.fairlead.samples.benchmarks.Results.Outcome;
import io.fairlead.samples.benchmarks.report.Reports;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command line: builds the load, runs the cases, writes the reports. */
@Command(
    name = "benchmarks",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Server CPU per message, interleaved, beside the servers one would take otherwise.")
public final class Benchmarks implements Callable<Integer> {

  @Option(
      names = "--cases",
      split = ",",
      paramLabel = "CASE",
      description = "Of: ${COMPLETION-CANDIDATES}.",
      completionCandidates = CaseKeys.class)
  List<String> cases = Arrays.stream(Case.values()).map(Case::key).toList();

  @Option(
      names = "--subjects",
      split = ",",
      paramLabel = "SUBJECT",
      description = "Of: ${COMPLETION-CANDIDATES}.",
      completionCandidates = SubjectKeys.class)
  List<String> subjects = Arrays.stream(Subject.values()).map(Subject::key).toList();

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "Rounds that count (default: ${DEFAULT-VALUE}); a third of it for memory.")
  int rounds = 7;

  @Option(
      names = "--warm-ups",
      paramLabel = "N",
      description = "Rounds before that do not (default: ${DEFAULT-VALUE}).")
  int warmUps = 3;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      description = "Length of a slice (default: ${DEFAULT-VALUE}).")
  double seconds = 3;

  @Option(
      names = "--quick",
      description =
          "One warm-up, one round of one second, 2,000 idle connections: to see that all works.")
  boolean quick;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where results and logs go (default: target/benchmarks of the module).")
  Path out = module().resolve("target/benchmarks");

  @Option(
      names = "--docs",
      description = "Also writes docs/benchmarks.md and docs/images/benchmark.svg.")
  boolean docs;

  @Option(
      names = "--from",
      paramLabel = "FILE",
      description = "Measures nothing; writes the reports from a results.json.")
  List<Path> from = List.of();

  @Option(
      names = "--java",
      paramLabel = "FILE",
      description = "The java of the subjects (default: the one that runs this).")
  Path java = Path.of(System.getProperty("java.home"), "bin", "java");

  @Option(
      names = "--jvm-arg",
      paramLabel = "ARG",
      description = "One more argument for every JVM, for a profile; may be given again.")
  List<String> jvmArguments = List.of();

  @Option(
      names = "--prepend",
      paramLabel = "PATH",
      description = "Stands before the class path of our own subjects: classes not packaged yet.")
  String prepend = "";

  @Spec
  @SuppressWarnings("NullAway.Init")
  CommandSpec spec;

  /** Exit code 0: measured; 1: could not; 2: wrong options. */
  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    return new CommandLine(new Benchmarks())
        .setExecutionExceptionHandler(
            (e, line, parsed) -> {
              if (!(e instanceof BenchmarkException)) {
                throw e;
              }
              line.getErr().println(e.getMessage());
              return 1;
            });
  }

  @Override
  public Integer call() throws Exception {
    PrintWriter say = spec.commandLine().getOut();
    Results results = from.isEmpty() ? measure(say) : Reports.read(from.get(0));
    say.println();
    say.println(
        Reports.write(results, out, docs ? List.of(module().resolve("../../docs")) : List.of()));
    say.println("written: " + out.toAbsolutePath().normalize());
    say.flush();
    return 0;
  }

  private Results measure(PrintWriter say) throws IOException, InterruptedException {
    List<Case> asked = cases.stream().map(this::caseOf).toList();
    List<Subject> measured = subjects.stream().map(this::subjectOf).toList();
    Effort effort =
        quick
            ? new Effort(1, 1, 1, 1, 2_000)
            : new Effort(rounds, warmUps, seconds, Math.max(1, rounds / 3), 10_000);
    Files.createDirectories(out);
    say.println("building the load");
    say.flush();
    Toolchain tools = Toolchain.build(module(), measured.contains(Subject.GIN));
    Setup setup = new Setup(module(), out, java, jvmArguments, prepend, tools);
    Runner runner = new Runner(setup, effort, say);
    List<Outcome> outcomes = new ArrayList<>();
    for (Case each : asked) {
      outcomes.add(runner.run(each, measured));
    }
    String flags = String.join(" ", setup.jvmFlags(Case.ECHO_1));
    return new Results(Machine.of(java), effort, flags, outcomes, runner.leftOut());
  }

  private Case caseOf(String key) {
    return Arrays.stream(Case.values())
        .filter(each -> each.key().equals(key))
        .findFirst()
        .orElseThrow(() -> unknown("--cases", key, new CaseKeys()));
  }

  private Subject subjectOf(String key) {
    return Arrays.stream(Subject.values())
        .filter(each -> each.key().equals(key))
        .findFirst()
        .orElseThrow(() -> unknown("--subjects", key, new SubjectKeys()));
  }

  private CommandLine.ParameterException unknown(String option, String key, List<String> known) {
    return new CommandLine.ParameterException(
        spec.commandLine(), option + ": " + key + " is none of " + String.join(", ", known));
  }

  /** The folder of this module, from where its classes are. */
  static Path module() {
    try {
      Path classes =
          Path.of(Benchmarks.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      return classes.resolve("../..").normalize(); // target/classes, or the jar in target
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  static final class CaseKeys extends ArrayList<String> {
    private static final long serialVersionUID = 1L;

    CaseKeys() {
      super(Arrays.stream(Case.values()).map(Case::key).toList());
    }
  }

  static final class SubjectKeys extends ArrayList<String> {
    private static final long serialVersionUID = 1L;

    SubjectKeys() {
      super(Arrays.stream(Subject.values()).map(Subject::key).toList());
    }
  }
}
