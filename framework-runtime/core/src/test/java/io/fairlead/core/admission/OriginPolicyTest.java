package io.fairlead.core.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.core.config.ConfigException;
import io.fairlead.core.config.FairleadConfig;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OriginPolicyTest {

  private static OriginPolicy policy(String origins) {
    return OriginPolicy.of(FairleadConfig.of(Map.of("fairlead.origins", origins)));
  }

  private static final OriginPolicy SAME = OriginPolicy.of(FairleadConfig.of(Map.of()));

  @Test
  void letsAClientInThatIsNoBrowser() {
    assertThat(SAME.permits(List.of(), "chat.example.com", false)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "http://chat.example.com, chat.example.com, false",
    "http://chat.example.com:80, chat.example.com, false",
    "http://chat.example.com, chat.example.com:80, false",
    "HTTP://Chat.Example.COM, chat.example.com, false",
    "http://127.0.0.1:8080, 127.0.0.1:8080, false",
    "http://[::1]:8080, [::1]:8080, false",
    "https://chat.example.com, chat.example.com, true",
    "https://chat.example.com:443, chat.example.com, true",
    "https://chat.example.com, chat.example.com:443, true",
    "https://chat.example.com, chat.example.com, false",
  })
  void letsAPageOfTheSameHostAndPortIn(String origin, String host, boolean secure) {
    assertThat(SAME.permits(List.of(origin), host, secure)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "http://evil.example, chat.example.com, false",
    "http://chat.example.com.evil.example, chat.example.com, false",
    "http://evil.chat.example.com, chat.example.com, false",
    "http://chat.example.com:8080, chat.example.com, false",
    "http://chat.example.com, chat.example.com:8080, false",
    "https://chat.example.com, chat.example.com:80, false",
    "http://chat.example.com, chat.example.com, true",
    "null, chat.example.com, false",
    "null, null, false",
    "chat.example.com, chat.example.com, false",
    "http://chat.example.com/, chat.example.com, false",
    "http://user@chat.example.com, chat.example.com, false",
    "http://chat.example.com http://evil.example, chat.example.com, false",
    "ftp://chat.example.com, chat.example.com, false",
    "file://, chat.example.com, false",
    "http://chat.example.com:99999999, chat.example.com, false"
  })
  void refusesAnyOtherPage(String origin, String host, boolean secure) {
    assertThat(SAME.permits(List.of(origin), host, secure)).isFalse();
  }

  @Test
  void refusesAPageWhereTheHostIsNotKnown() {
    assertThat(SAME.permits(List.of("http://chat.example.com"), null, false)).isFalse();
  }

  @Test
  void refusesAnEmptyOriginAndTwoOfThem() {
    assertThat(SAME.permits(List.of(""), "a.example", false)).isFalse();
    assertThat(SAME.permits(List.of("http://a.example", "http://a.example"), "a.example", false))
        .isFalse();
  }

  @Test
  void letsListedOriginsInBesidesItsOwn() {
    OriginPolicy policy = policy("https://app.example.com, http://localhost:3000");
    assertThat(policy.permits(List.of("https://app.example.com"), "x", true)).isTrue();
    assertThat(policy.permits(List.of("https://APP.example.com:443"), "x", true)).isTrue();
    assertThat(policy.permits(List.of("http://localhost:3000"), "x", true)).isTrue();
    assertThat(policy.permits(List.of("http://app.example.com"), "x", true)).isFalse();
    assertThat(policy.permits(List.of("http://localhost:3001"), "x", true)).isFalse();
    assertThat(policy.permits(List.of("https://x"), "x", true)).isTrue();
    assertThat(policy.permits(List.of("null"), "x", true)).isFalse();
  }

  @Test
  void letsAnExtensionInThatIsListed() {
    OriginPolicy policy = policy("chrome-extension://abcdef");
    assertThat(policy.permits(List.of("chrome-extension://abcdef"), "x", true)).isTrue();
    assertThat(policy.permits(List.of("chrome-extension://other"), "x", true)).isFalse();
  }

  @Test
  void letsEveryPageInWithAStar() {
    assertThat(policy("*").permits(List.of("https://evil.example"), "x", true)).isTrue();
    assertThat(policy("*").permits(List.of("null"), "x", true)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"example.com", "https://example.com/", "https://*.example.com", "null"})
  void refusesToStartWithAnEntryThatIsNoOrigin(String entry) {
    assertThatThrownBy(() -> policy(entry))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("fairlead.origins")
        .hasMessageContaining(entry);
  }
}
