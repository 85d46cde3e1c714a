package io.fairlead.core.plugin;

import io.fairlead.api.admission.Decision;
import io.fairlead.api.admission.Handshake;
import io.fairlead.api.http.HttpReply;
import io.fairlead.api.http.HttpRequest;
import io.fairlead.api.plugin.Authenticator;
import io.fairlead.api.plugin.Contribution;
import io.fairlead.api.plugin.HttpRoute;
import io.fairlead.api.plugin.InboundHandler;
import io.fairlead.api.plugin.MetadataContributor;
import io.fairlead.api.plugin.ShutdownHook;
import io.fairlead.api.plugin.TopicMiddleware;
import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** What stands in for the contributions of a plugin in quarantine. */
final class Substitutes {

  private static final String SORRY = "A part of the server is out of order; try again shortly.";
  private static final CloseReason CLOSE = new CloseReason(CloseCodes.TRY_AGAIN_LATER, SORRY);
  private static final Authenticator REFUSE = new Refusing();

  /** Also where nobody is asked who they are. */
  private static final Authenticator SHUT = new Refusing();

  private static final InboundHandler END =
      (message, chain) -> {
        message.connection().close(CLOSE);
        chain.consume();
      };

  private Substitutes() {}

  /** Whether a contribution of this kind is still called: it fails closed by itself, or once. */
  static boolean stays(Class<?> point) {
    return point == TopicMiddleware.class || point == ShutdownHook.class;
  }

  /** What stands in for one; null for nothing. */
  static <T extends Contribution> @Nullable T of(
      Class<T> point, T contribution, Fallback fallback) {
    boolean closed = fallback == Fallback.FAIL_CLOSED;
    if (point == Authenticator.class) {
      return point.cast(REFUSE);
    }
    if (point == InboundHandler.class && closed) {
      return point.cast(END);
    }
    if (contribution instanceof HttpRoute route && point == HttpRoute.class) {
      return point.cast(outOfOrder(route));
    }
    return null;
  }

  /** Whether new clients are to be refused because of one that has no place of its own for that. */
  static boolean refusesClients(Class<?> point, Fallback fallback) {
    return fallback == Fallback.FAIL_CLOSED && point == MetadataContributor.class;
  }

  static Authenticator refusal() {
    return SHUT;
  }

  /** Whether this is {@link #refusal}. */
  @SuppressWarnings("ReferenceEquality") // there is one
  static boolean shuts(Contribution contribution) {
    return contribution == SHUT;
  }

  private static final class Refusing implements Authenticator {
    @Override
    public CompletionStage<Decision> authenticate(Handshake handshake) {
      return CompletableFuture.completedStage(
          new Decision.Rejected(503, SORRY, Map.of("Retry-After", "10")));
    }
  }

  private static HttpRoute outOfOrder(HttpRoute route) {
    return new HttpRoute() {
      @Override
      public String path() {
        return route.path();
      }

      @Override
      public Set<String> methods() {
        return route.methods();
      }

      @Override
      public HttpReply handle(HttpRequest request) {
        return HttpReply.text(503, SORRY);
      }
    };
  }
}
