package io.fairlead.jakartaee;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import jakarta.websocket.Endpoint;
import jakarta.websocket.server.ServerApplicationConfig;
import jakarta.websocket.server.ServerEndpointConfig;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OtherConfigsTest {

  /** What applications write. */
  public abstract static class Own implements ServerApplicationConfig {
    @Override
    public Set<ServerEndpointConfig> getEndpointConfigs(Set<Class<? extends Endpoint>> classes) {
      return Set.of();
    }
  }

  public static class GivesAll extends Own {
    @Override
    public Set<Class<?>> getAnnotatedEndpointClasses(Set<Class<?>> scanned) {
      return scanned;
    }
  }

  public static class GivesUnhosted extends Own {
    @Override
    public Set<Class<?>> getAnnotatedEndpointClasses(Set<Class<?>> scanned) {
      return FairleadApplicationConfig.unhosted(scanned);
    }
  }

  public static class GivesNull extends Own {
    @Override
    public Set<Class<?>> getAnnotatedEndpointClasses(Set<Class<?>> scanned) {
      return null;
    }
  }

  public static class NeedsAnArgument extends GivesUnhosted {
    public NeedsAnArgument(String argument) {
      super();
    }
  }

  public static class CannotBeMade extends GivesUnhosted {
    public CannotBeMade() {
      throw new IllegalArgumentException("on purpose");
    }
  }

  private static void check(Class<?> config) {
    Class<?> hosted = Samples.Hosted.class;
    OtherConfigs.check(Set.of(config, hosted), Set.of(hosted));
  }

  @Test
  void oneThatGivesHostedClassesToTheServerStopsTheDeploymentAndIsToldTheCure() {
    assertThatIllegalStateException()
        .isThrownBy(() -> check(GivesAll.class))
        .withMessageContaining(GivesAll.class.getName() + ".getAnnotatedEndpointClasses")
        .withMessageContaining(Samples.Hosted.class.getName())
        .withMessageContaining("FairleadApplicationConfig.unhosted(…)");
  }

  @Test
  void oneThatLeavesHostedClassesOutPasses() {
    assertThatCode(() -> check(GivesUnhosted.class)).doesNotThrowAnyException();
  }

  @Test
  void oneThatGivesNothingPasses() {
    assertThatCode(() -> check(GivesNull.class)).doesNotThrowAnyException();
  }

  @Test
  void oursAndWhatCannotBeMadeByTheServerIsNotAsked() {
    assertThatCode(() -> check(FairleadApplicationConfig.class)).doesNotThrowAnyException();
    assertThatCode(() -> check(Own.class)).doesNotThrowAnyException();
    assertThatCode(() -> check(ServerApplicationConfig.class)).doesNotThrowAnyException();
  }

  @Test
  void oneThatCannotBeMadeIsNamedWithTheReason() {
    assertThatIllegalStateException()
        .isThrownBy(() -> check(NeedsAnArgument.class))
        .withMessageContaining("NeedsAnArgument needs a public constructor without parameters");
    assertThatIllegalStateException()
        .isThrownBy(() -> check(CannotBeMade.class))
        .withMessageContaining("CannotBeMade cannot be made")
        .withRootCauseInstanceOf(IllegalArgumentException.class);
  }
}
