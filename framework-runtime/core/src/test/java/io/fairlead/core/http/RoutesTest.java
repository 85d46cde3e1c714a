package io.fairlead.core.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.http.HttpReply;
import io.fairlead.api.http.HttpRequest;
import io.fairlead.api.plugin.HttpRoute;
import io.fairlead.core.plugin.ContributionRegistry;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RoutesTest {

  private final ContributionRegistry contributions = new ContributionRegistry();
  private final Routes routes = new Routes(contributions);

  private record Route(String path, Set<String> methods) implements HttpRoute {
    @Override
    public HttpReply handle(HttpRequest request) {
      return HttpReply.text(200, path);
    }
  }

  private void add(HttpRoute route) {
    contributions.scope("test").add(HttpRoute.class, route);
  }

  @Test
  void hasExactPathsAndWhatIsBelowAStarWhateverTheMethod() {
    add(new Route("/exact", Set.of("POST")));
    add(new Route("/all/*", Set.of("GET")));

    assertThat(routes.has("/exact")).isTrue();
    assertThat(routes.has("/all/")).isTrue();
    assertThat(routes.has("/all/of/them")).isTrue();
    assertThat(routes.has("/exact/")).isFalse();
    assertThat(routes.has("/all")).isFalse();
    assertThat(routes.has("/allowed")).isFalse();
    assertThat(routes.has("/")).isFalse();
  }

  @Test
  void routeWhosePathThrowsHidesNoOther() {
    add(
        new HttpRoute() {
          @Override
          public String path() {
            throw new IllegalStateException("on purpose");
          }

          @Override
          public HttpReply handle(HttpRequest request) {
            return HttpReply.status(204);
          }
        });
    add(new Route("/exact", Set.of("GET")));

    assertThat(routes.has("/exact")).isTrue();
    assertThat(routes.has("/other")).isFalse();
  }

  @Test
  void hasNothingAnyMoreOnceItsOwnerHasGone() {
    ContributionRegistry.Scope scope = contributions.scope("test");
    scope.add(HttpRoute.class, new Route("/exact", Set.of("GET")));
    scope.close();

    assertThat(routes.has("/exact")).isFalse();
  }
}
