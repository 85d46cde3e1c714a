package io.fairlead.standalone.cli;

import io.fairlead.api.connection.Connection;
import io.fairlead.standalone.Fairlead;
import io.fairlead.standalone.control.Answer;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** What can be asked of a running server about who is let in, and who is there. */
final class SecurityWords {

  /** More would not fit into an answer. */
  static final int MOST_LISTED = 1000;

  private static final int WIDEST = 60;
  private static final List<String> SETTINGS = List.of("KEY", "VALUE");
  private static final List<String> CONNECTIONS = List.of("ID", "PRINCIPAL", "ADDRESS", "PATH");

  private final Fairlead server;

  SecurityWords(Fairlead server) {
    this.server = server;
  }

  /** {@code policy show}, {@code policy reload} or {@code policy reload recheck}. */
  Answer policy(List<String> words) {
    return switch (String.join(" ", words)) {
      case "policy show" -> show();
      case "policy reload" -> reload(false);
      case "policy reload recheck" -> reload(true);
      default -> ControlCommands.unknown(words);
    };
  }

  private Answer show() {
    List<String> lines = new ArrayList<>(List.of("policy " + server.policies().version()));
    List<List<String>> rows = new ArrayList<>();
    server.policySettings().forEach((key, value) -> rows.add(List.of(key, value)));
    lines.addAll(TextTable.lines(SETTINGS, rows));
    return Answer.done(lines);
  }

  private Answer reload(boolean recheck) {
    long version;
    try {
      version = server.policies().reload();
    } catch (IllegalArgumentException e) {
      return new Answer(2, String.valueOf(e.getMessage()).lines().toList());
    }
    List<String> lines = new ArrayList<>(List.of("policy " + version + " is in force"));
    if (recheck) {
      lines.add(closed(server.policies().recheck()));
    }
    return Answer.done(lines);
  }

  private static String closed(int connections) {
    return connections + (connections == 1 ? " connection was closed" : " connections were closed");
  }

  /**
   * {@code revoke token ID TIME}, {@code revoke subject NAME TIME} or {@code revoke connection ID}.
   */
  Answer revoke(List<String> words) {
    String kind = words.size() > 1 ? words.get(1) : "";
    try {
      if (words.size() == 3 && kind.equals("connection")) {
        return server.revocations().revokeConnection(words.get(2))
            ? Answer.done(List.of(closed(1)))
            : Answer.refused("there is no open connection '" + words.get(2) + "'");
      }
      if (words.size() == 4 && (kind.equals("token") || kind.equals("subject"))) {
        return revoke(kind.equals("token"), words.get(2), Duration.parse(words.get(3)));
      }
      return ControlCommands.unknown(words);
    } catch (IllegalArgumentException | DateTimeParseException e) {
      return Answer.refused(String.valueOf(e.getMessage()));
    } catch (IllegalStateException e) { // there is no room to remember it
      return new Answer(1, List.of(String.valueOf(e.getMessage())));
    }
  }

  private Answer revoke(boolean token, String name, Duration time) {
    Instant until = Instant.now().plus(time).truncatedTo(ChronoUnit.SECONDS);
    int closed =
        token
            ? server.revocations().revokeToken(name, until)
            : server.revocations().revokeSubject(name, until);
    return Answer.done(
        List.of(
            closed(closed),
            token
                ? "the token is refused until " + until
                : "tokens that were issued before now are refused until " + until));
  }

  /** {@code connections MOST} or {@code connections MOST PRINCIPAL}. */
  Answer connections(List<String> words) {
    if (words.size() < 2 || words.size() > 3 || !words.get(1).matches("\\d{1,4}")) {
      return ControlCommands.unknown(words);
    }
    int most = Math.min(Integer.parseInt(words.get(1)), MOST_LISTED);
    boolean all = words.size() == 2;
    Collection<Connection> found =
        all ? server.connections().all() : server.connections().byPrincipal(words.get(2));
    List<List<String>> rows = found.stream().limit(most).map(SecurityWords::row).toList();
    List<String> lines =
        new ArrayList<>(rows.isEmpty() ? List.of() : TextTable.lines(CONNECTIONS, rows));
    int size = Math.max(rows.size(), all ? server.connections().size() : found.size());
    lines.add(rows.size() + " of " + size + (size == 1 ? " connection" : " connections"));
    return Answer.done(lines);
  }

  private static List<String> row(Connection connection) {
    return List.of(
        connection.id(),
        shortened(connection.security().identity().getName()),
        connection.network().clientAddress().orElse("-"),
        shortened(connection.path()));
  }

  /** Clients choose their paths, and issuers names: neither may fill the answer. */
  private static String shortened(String text) {
    return text.codePointCount(0, text.length()) <= WIDEST
        ? text
        : text.substring(0, text.offsetByCodePoints(0, WIDEST - 1)) + "…";
  }
}
