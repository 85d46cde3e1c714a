package io.fairlead.core.hosting;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class QueryParametersTest {

  @Test
  void readsNamesAndValuesInTheirOrder() {
    assertThat(QueryParameters.of("a=1&b=%C3%A4+x&a=2&c&=z&", Map.of()))
        .isEqualTo(Map.of("a", List.of("1", "2"), "b", List.of("ä x"), "c", List.of("")));
  }

  @Test
  void pathVariablesGoFirst() {
    assertThat(QueryParameters.of("user=eve", Map.of("user", "alice")))
        .isEqualTo(Map.of("user", List.of("alice")));
  }

  @Test
  void keepsWhatIsBadlyEncoded() {
    assertThat(QueryParameters.of("a=%zz", Map.of())).isEqualTo(Map.of("a", List.of("%zz")));
    assertThat(QueryParameters.of(null, Map.of())).isEmpty();
  }
}
