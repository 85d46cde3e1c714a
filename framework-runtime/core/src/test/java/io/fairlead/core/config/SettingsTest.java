package io.fairlead.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsTest {

  @Test
  void everyDefaultIsAValueOfItsSetting() {
    FairleadConfig config = FairleadConfig.of(Map.of());
    for (Setting<?> setting : Settings.all()) {
      assertThat(config.get(setting)).as(setting.key()).isNotNull();
      if (!setting.defaultText().isEmpty()) {
        Map<String, String> written = Map.of(setting.key(), setting.defaultText());
        assertThat(FairleadConfig.of(written).get(setting)).isEqualTo(config.get(setting));
      }
    }
  }

  @Test
  void everySettingIsDescribedOnceAndInOneSentence() {
    assertThat(Settings.all()).extracting(Setting::key).doesNotHaveDuplicates();
    for (Setting<?> setting : Settings.all()) {
      assertThat(setting.key()).matches("fairlead(\\.[a-z][a-z0-9-]*)+");
      assertThat(setting.description()).as(setting.key()).endsWith(".").doesNotContain("\n", "|");
      assertThat(setting.kind()).isNotBlank();
      assertThat(KnownKeys.isPluginKey(setting.key())).isFalse();
    }
  }
}
