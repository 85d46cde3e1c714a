package io.fairlead.standalone.deflate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AgreementTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // the server wants | the client may | the client offers | the server answers
        "false | false |                            | server_no_context_takeover; client_no_context_takeover",
        "true  | false |                            | client_no_context_takeover",
        "false | true  |                            | server_no_context_takeover",
        "true  | true  |                            | -",
        "true  | true  | server_no_context_takeover | server_no_context_takeover",
        "true  | true  | client_no_context_takeover | client_no_context_takeover",
        "true  | true  | client_max_window_bits     | -",
        "true  | true  | client_max_window_bits=8   | -",
        "true  | true  | client_max_window_bits=15  | -",
        "true  | true  | client_max_window_bits=\"10\" | -",
        "true  | true  | server_max_window_bits=15  | server_max_window_bits=15",
        "false | true  | client_no_context_takeover; server_max_window_bits=15; client_max_window_bits"
            + " | server_no_context_takeover; client_no_context_takeover; server_max_window_bits=15"
      })
  void answersWhatItCanKeepTo(
      boolean serverTakeover, boolean clientTakeover, @Nullable String offered, String answered) {
    Agreement agreement = agree(serverTakeover, clientTakeover, offered == null ? "" : offered);

    assertThat(agreement).isNotNull();
    assertThat(agreement.answer().toString())
        .isEqualTo("permessage-deflate" + (answered.equals("-") ? "" : "; " + answered));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "server_max_window_bits",
        "server_max_window_bits=14",
        "server_max_window_bits=8",
        "server_max_window_bits=16",
        "server_max_window_bits=015",
        "client_max_window_bits=7",
        "client_max_window_bits=16",
        "client_max_window_bits=08",
        "client_max_window_bits=x",
        "server_no_context_takeover=1",
        "client_no_context_takeover=true",
        "server_no_context_takeover; server_no_context_takeover",
        "client_max_window_bits; client_max_window_bits=10",
        "Server_no_context_takeover",
        "unknown",
        "unknown=1; client_max_window_bits"
      })
  void declinesWhatItCannot(String offered) {
    assertThat(agree(true, true, offered)).isNull();
  }

  private static @Nullable Agreement agree(boolean server, boolean client, String parameters) {
    String line = "permessage-deflate" + (parameters.isEmpty() ? "" : "; " + parameters);
    return Agreement.to(ExtensionOffer.parse(List.of(line)).get(0), server, client);
  }
}
