package io.fairlead.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.api.admission.Identity;
import io.fairlead.api.admission.TokenIssuer;
import io.fairlead.api.connection.InboundMessage;
import io.fairlead.api.http.HttpReply;
import io.fairlead.api.http.HttpRequest;
import io.fairlead.api.plugin.Chain;
import io.fairlead.api.plugin.HttpRoute;
import io.fairlead.api.plugin.InboundHandler;
import io.fairlead.cdi.Endpoints.BaseEndpoint;
import io.fairlead.cdi.Endpoints.Helper;
import io.fairlead.cdi.Endpoints.Journal;
import io.fairlead.cdi.Endpoints.SharedEndpoint;
import io.fairlead.core.plugin.Contributed;
import io.fairlead.core.plugin.ContributionRegistry;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jboss.weld.environment.se.Weld;
import org.jboss.weld.environment.se.WeldContainer;
import org.junit.jupiter.api.Test;

class EndpointExtensionTest {

  private static final TokenIssuer ISSUER = (identity, lifetime) -> "token of " + identity;

  @Dependent
  @Priority(-5)
  static class FirstRoute implements HttpRoute {
    @Inject Journal journal;

    @Override
    public String path() {
      return "/first";
    }

    @Override
    public HttpReply handle(HttpRequest request) {
      return HttpReply.status(204);
    }

    @PreDestroy
    void end() {
      journal.note("route ended");
    }
  }

  /** Shared, so a client proxy stands before it; of two kinds at once. */
  @ApplicationScoped
  static class Both implements HttpRoute, InboundHandler {
    @Override
    public String path() {
      return "/both";
    }

    @Override
    public HttpReply handle(HttpRequest request) {
      return HttpReply.status(200);
    }

    @Override
    public void onMessage(InboundMessage message, Chain chain) {
      chain.proceed();
    }
  }

  @ApplicationScoped
  static class Producer {
    @Produces
    @Dependent
    HttpRoute produced() {
      return new FirstRoute() {
        @Override
        public String path() {
          return "/produced";
        }
      };
    }
  }

  @Dependent
  static class SignIn {
    @Inject Instance<TokenIssuer> issuer;
  }

  private static WeldContainer start(EndpointExtension extension, Class<?>... classes) {
    return new Weld()
        .disableDiscovery()
        .skipShutdownHook()
        .addExtension(extension)
        .beanClasses(classes)
        .initialize();
  }

  @Test
  void notesConcreteEndpointsOnly() {
    EndpointExtension extension = new EndpointExtension();
    try (WeldContainer ignored =
        start(
            extension,
            SharedEndpoint.class,
            BaseEndpoint.class,
            Endpoints.AbstractEndpoint.class,
            Endpoints.Unmarked.class,
            Journal.class,
            Helper.class)) {
      assertThat(extension.endpoints()).containsExactly(BaseEndpoint.class, SharedEndpoint.class);
    }
  }

  @Test
  void addsContributionBeansInOrderOfPriority() throws Exception {
    EndpointExtension extension = new EndpointExtension();
    ContributionRegistry registry = new ContributionRegistry();
    try (WeldContainer container =
            start(extension, FirstRoute.class, Both.class, Producer.class, Journal.class);
        BeanContributions ignored =
            BeanContributions.add(
                extension,
                container.getBeanManager(),
                registry.scope(ContributionRegistry.APPLICATION))) {
      List<Contributed<HttpRoute>> routes = registry.all(HttpRoute.class);
      assertThat(routes).extracting(Contributed::order).containsExactly(-5, 0, 0);
      assertThat(routes)
          .extracting(route -> route.contribution().path())
          .containsExactly("/first", "/both", "/produced");
      assertThat(routes).extracting(Contributed::owner).containsOnly("application");
      assertThat(registry.all(InboundHandler.class))
          .singleElement()
          .extracting(Contributed::contribution)
          .isSameAs(routes.get(1).contribution());
    }
  }

  @Test
  void endsDependentContributionWhenClosed() {
    EndpointExtension extension = new EndpointExtension();
    try (WeldContainer container = start(extension, FirstRoute.class, Journal.class)) {
      BeanContributions added =
          BeanContributions.add(
              extension, container.getBeanManager(), new ContributionRegistry().scope("x"));
      Journal journal = container.select(Journal.class).get();
      assertThat(journal.entries()).isEmpty();

      added.close();
      added.close();

      assertThat(journal.entries()).containsExactly("route ended");
    }
  }

  @Test
  void makesFrameworkObjectsInjectable() {
    EndpointExtension extension = new EndpointExtension(Map.of(TokenIssuer.class, ISSUER));
    try (WeldContainer container = start(extension, SignIn.class)) {
      Instance<TokenIssuer> issuer = container.select(SignIn.class).get().issuer;
      assertThat(issuer.isResolvable()).isTrue();
      assertThat(issuer.get().issue(Identity.of("ada"), Duration.ofMinutes(1)))
          .isEqualTo("token of ada");
    }
  }

  @Test
  void leavesInstanceUnresolvableWithoutFrameworkObject() {
    try (WeldContainer container = start(new EndpointExtension(), SignIn.class)) {
      assertThat(container.select(SignIn.class).get().issuer.isUnsatisfied()).isTrue();
    }
  }

  @Test
  void refusesFrameworkObjectOfAnotherType() {
    assertThatThrownBy(() -> new EndpointExtension(Map.of(TokenIssuer.class, "text")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("java.lang.String")
        .hasMessageContaining(TokenIssuer.class.getName());
  }
}
