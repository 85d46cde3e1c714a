package io.fairlead.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fairlead.api.plugin.PluginConfig;
import io.fairlead.api.plugin.PluginConfigException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class PluginSectionTest {

  private enum Colour {
    RED,
    DARK_BLUE
  }

  private static final FairleadConfig CONFIG =
      FairleadConfig.of(
          Map.ofEntries(
              Map.entry("fairlead.plugins.demo.name", "x, y"),
              Map.entry("fairlead.plugins.demo.count", "5"),
              Map.entry("fairlead.plugins.demo.on", "true"),
              Map.entry("fairlead.plugins.demo.wait", "250ms"),
              Map.entry("fairlead.plugins.demo.file", "data/city.mmdb"),
              Map.entry("fairlead.plugins.demo.escaped", "a\\,b, c"),
              Map.entry("fairlead.plugins.demo.colour", "dark-blue"),
              Map.entry("fairlead.plugins.demo.nested.key", "z"),
              Map.entry("fairlead.plugins.demo.empty", ""),
              Map.entry("fairlead.plugins.demo.required", "false"),
              Map.entry("fairlead.plugins.demo-two.count", "6"),
              Map.entry("fairlead.plugins-directory", "somewhere")));

  private final PluginConfig demo = CONFIG.plugin("demo");

  @Test
  void showsItsOwnKeysWithoutTheFrameworks() {
    assertThat(demo.keys())
        .containsExactly(
            "colour", "count", "empty", "escaped", "file", "name", "nested.key", "on", "wait");
    assertThat(CONFIG.plugin("demo-two").keys()).containsExactly("count");
    assertThat(CONFIG.plugin("none").keys()).isEmpty();
  }

  @Test
  void listsThePluginsThatHaveASection() {
    assertThat(CONFIG.pluginIds()).containsExactly("demo", "demo-two");
  }

  @Test
  void readsEveryKindOfValue() {
    assertThat(demo.text("name")).contains("x, y");
    assertThat(demo.number("count", 1, 0, 9)).isEqualTo(5);
    assertThat(demo.flag("on", false)).isTrue();
    assertThat(demo.duration("wait", Duration.ZERO)).isEqualTo(Duration.ofMillis(250));
    assertThat(demo.path("file")).contains(Path.of("data/city.mmdb").toAbsolutePath());
    assertThat(demo.list("name")).containsExactly("x", "y");
    assertThat(demo.list("escaped")).containsExactly("a,b", "c");
    assertThat(demo.choice("colour", Colour.RED)).isEqualTo(Colour.DARK_BLUE);
    assertThat(demo.text("nested.key")).contains("z");
  }

  @Test
  void fallsBackToTheDefaultWhereNothingIsSet() {
    assertThat(demo.text("nothing")).isEmpty();
    assertThat(demo.text("empty")).isEmpty();
    assertThat(demo.number("nothing", 7, 0, 9)).isEqualTo(7);
    assertThat(demo.flag("nothing", true)).isTrue();
    assertThat(demo.duration("nothing", Duration.ofSeconds(3))).hasSeconds(3);
    assertThat(demo.path("nothing")).isEmpty();
    assertThat(demo.list("nothing")).isEmpty();
    assertThat(demo.choice("nothing", Colour.RED)).isEqualTo(Colour.RED);
  }

  @Test
  void namesTheFullKeyAndTheCureOfAWrongValue() {
    assertThatExceptionOfType(PluginConfigException.class)
        .isThrownBy(() -> demo.number("name", 1, 1, 10))
        .withMessage(
            "fairlead.plugins.demo.name: 'x, y' (given) must be a whole number from 1 to 10");
    assertThatExceptionOfType(PluginConfigException.class)
        .isThrownBy(() -> demo.number("count", 1, 6, 10))
        .withMessageContaining("from 6 to 10");
    assertThatExceptionOfType(PluginConfigException.class)
        .isThrownBy(() -> demo.flag("count", true))
        .withMessage("fairlead.plugins.demo.count: '5' (given) must be true or false");
    assertThatExceptionOfType(PluginConfigException.class)
        .isThrownBy(() -> demo.duration("count", Duration.ZERO))
        .withMessageContaining("10s");
    assertThatExceptionOfType(PluginConfigException.class)
        .isThrownBy(() -> demo.choice("name", Colour.RED))
        .withMessageContaining("red, dark-blue");
  }

  @Test
  void refusesUnknownKeysAndNamesTheKnownOnes() {
    demo.allowOnly(
        "colour",
        "count",
        "empty",
        "file",
        "escaped",
        "name",
        "nested.key",
        "on",
        "wait",
        "further");
    assertThatExceptionOfType(PluginConfigException.class)
        .isThrownBy(() -> CONFIG.plugin("demo-two").allowOnly("limit", "burst"))
        .withMessage(
            "fairlead.plugins.demo-two.count: unknown key (given); known are burst, limit");
    assertThatExceptionOfType(PluginConfigException.class)
        .isThrownBy(() -> CONFIG.plugin("demo-two").allowOnly())
        .withMessage("fairlead.plugins.demo-two.count: unknown key (given); there are none");
  }

  @Test
  void refusesAKeyThatIsNoSection() {
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> FairleadConfig.of(Map.of("fairlead.plugins.demo", "1")))
        .withMessageContaining("fairlead.plugins.demo");
  }

  @Test
  void tellsTheFrameworkWhetherThePluginIsRequired() {
    assertThat(CONFIG.pluginRequired("demo")).contains(false);
    assertThat(CONFIG.pluginRequired("demo-two")).isEmpty();
    FairleadConfig wrong = FairleadConfig.of(Map.of("fairlead.plugins.x.required", "maybe"));
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> wrong.pluginRequired("x"))
        .withMessage("fairlead.plugins.x.required: 'maybe' (given) must be true or false");
  }
}
