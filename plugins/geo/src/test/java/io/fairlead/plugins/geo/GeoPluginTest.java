package io.fairlead.plugins.geo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.api.admission.Identity;
import io.fairlead.api.admission.NetworkContext;
import io.fairlead.api.plugin.InactivePluginException;
import io.fairlead.api.plugin.MetadataContributor;
import io.fairlead.api.plugin.PluginConfigException;
import io.fairlead.testkit.PluginHarness;
import io.fairlead.testkit.TestHandshake;
import io.fairlead.testkit.TestNetwork;
import io.fairlead.testkit.TestSecurity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GeoPluginTest {

  private final Path directory;

  GeoPluginTest(@TempDir Path directory) {
    this.directory = directory;
  }

  private static PluginHarness.Builder plugin(Path database) {
    return PluginHarness.of(new GeoPlugin()).id("geo").config("database", database.toString());
  }

  private Path city() throws Exception {
    return Places.city(directory.resolve("city.mmdb"));
  }

  private static Map<String, Object> from(PluginHarness harness, NetworkContext network) {
    return harness.metadata(
        TestHandshake.to("/test").network(network).build(), TestSecurity.of(Identity.of("alice")));
  }

  private static Map<String, Object> from(PluginHarness harness, String address) {
    return from(harness, TestNetwork.from(address));
  }

  @Test
  void addsCountryAndCityOfIpv4Address() throws Exception {
    try (PluginHarness harness = plugin(city()).start()) {
      assertThat(from(harness, "81.2.69.160"))
          .containsOnly(
              Map.entry("geo.country", "GB"),
              Map.entry("geo.country-name", "United Kingdom"),
              Map.entry("geo.city", "London"));
      assertThat(from(harness, "89.160.20.127")).containsEntry("geo.city", "Linköping");
    }
  }

  @Test
  void addsCountryAndCityOfIpv6Address() throws Exception {
    try (PluginHarness harness = plugin(city()).start()) {
      assertThat(from(harness, "2001:218:4::7"))
          .containsEntry("geo.country", "JP")
          .containsEntry("geo.city", "Tokyo");
      assertThat(from(harness, "::ffff:81.2.69.160")).containsEntry("geo.country", "GB");
    }
  }

  @Test
  void addsWhatTheDatabaseKnowsAndNoMore() throws Exception {
    try (PluginHarness harness = plugin(city()).start()) {
      assertThat(from(harness, "216.160.83.57"))
          .containsOnlyKeys("geo.country", "geo.country-name");
      assertThat(from(harness, "192.88.99.1")).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "10.1.2.3",
        "192.168.0.1",
        "81.2.70.1",
        "89.160.20.128",
        "::1",
        "fd00::1",
        "fe80::1%eth0",
        "2001:219::1",
        "localhost",
        "not an address",
        ""
      })
  void addsNothingForPrivateUnknownAndMalformedAddresses(String address) throws Exception {
    try (PluginHarness harness = plugin(city()).start()) {
      assertThat(from(harness, address)).isEmpty();
    }
  }

  @Test
  void addsNothingWhereTheAddressIsNotKnown() throws Exception {
    try (PluginHarness harness = plugin(city()).start()) {
      assertThat(from(harness, TestNetwork.withoutAddress())).isEmpty();
    }
  }

  @Test
  void countryDatabaseOfIpv4GivesTheCountryAndKnowsNoIpv6() throws Exception {
    Path database = Places.countriesOfIpv4(directory.resolve("country.mmdb"));
    try (PluginHarness harness = plugin(database).start()) {
      assertThat(from(harness, "81.2.69.160")).containsOnlyKeys("geo.country", "geo.country-name");
      assertThat(from(harness, "2001:218::1")).isEmpty();
    }
  }

  @Test
  void namesComeInTheLanguageAskedForAndElseInEnglish() throws Exception {
    try (PluginHarness harness = plugin(city()).config("language", "de").start()) {
      assertThat(from(harness, "81.2.69.160"))
          .containsEntry("geo.country-name", "Vereinigtes Königreich")
          .containsEntry("geo.city", "London");
    }
  }

  @Test
  void languageThatTheDatabaseLacksIsAnErrorAtStart() throws Exception {
    PluginHarness.Builder builder = plugin(city()).config("language", "fr");

    assertThatThrownBy(builder::start)
        .isInstanceOf(PluginConfigException.class)
        .hasMessage(
            "fairlead.plugins.geo.language: 'fr' is none of the database's languages [en, de]");
  }

  @Test
  void connectionCarriesTheFacts() throws Exception {
    try (PluginHarness harness = plugin(city()).start()) {
      var connection =
          harness.connect(
              TestHandshake.to("/test").network(TestNetwork.from("81.2.69.1")).build(),
              Identity.ANONYMOUS);

      assertThat(connection.metadata().get("geo.country", String.class)).hasValue("GB");
    }
  }

  @Test
  void manyHandshakesAtOnceEachGetTheirOwn() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(4);
    try (PluginHarness harness = plugin(city()).start()) {
      List<Future<Boolean>> results = new ArrayList<>();
      for (int i = 0; i < 400; i++) {
        boolean british = i % 2 == 0;
        String address = british ? "81.2.69." + i % 256 : "2001:218::" + i;
        results.add(
            pool.submit(
                () -> (british ? "GB" : "JP").equals(from(harness, address).get("geo.country"))));
      }
      for (Future<Boolean> result : results) {
        assertThat(result.get(60, TimeUnit.SECONDS)).isTrue();
      }
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void databaseIsClosedWithThePlugin() throws Exception {
    MetadataContributor contributor;
    try (PluginHarness harness = plugin(city()).start()) {
      contributor = harness.contributions(MetadataContributor.class).get(0);
    }

    assertThat(
            contributor.contribute(
                TestHandshake.to("/test").network(TestNetwork.from("81.2.69.1")).build(),
                TestSecurity.of(Identity.ANONYMOUS)))
        .isCompletedExceptionally();
  }

  @Test
  void isInactiveWithoutDatabase() {
    assertThatThrownBy(() -> PluginHarness.of(new GeoPlugin()).id("geo").start())
        .isInstanceOf(InactivePluginException.class)
        .hasMessageContaining("fairlead.plugins.geo.database");
  }

  @Test
  void missingFileIsAnErrorAtStartThatNamesIt() {
    Path missing = directory.resolve("missing.mmdb");

    assertThatThrownBy(() -> plugin(missing).start())
        .isInstanceOf(PluginConfigException.class)
        .hasMessageContaining("fairlead.plugins.geo.database")
        .hasMessageContaining(missing.toString());
    assertThatThrownBy(() -> plugin(directory).start()).isInstanceOf(PluginConfigException.class);
  }

  @Test
  void fileOfAnotherKindIsAnErrorAtStartThatNamesIt() throws Exception {
    Path text = Files.writeString(directory.resolve("notes.mmdb"), "no database");
    Path empty = Files.createFile(directory.resolve("empty.mmdb"));

    for (Path each : List.of(text, empty)) {
      assertThatThrownBy(() -> plugin(each).start())
          .isInstanceOf(PluginConfigException.class)
          .hasMessageContaining(each.toString());
    }
  }

  @Test
  void brokenFileIsAnErrorAtStartOrOfSingleLookupsAndNothingWorse() throws Exception {
    byte[] good = Files.readAllBytes(city());
    Random random = new Random(42);
    int failures = 0;
    for (int round = 0; round < 1000; round++) {
      byte[] bad =
          random.nextBoolean() ? Arrays.copyOf(good, random.nextInt(good.length)) : good.clone();
      for (int i = 0; i < 5 && bad.length > 0; i++) {
        bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
      }
      Path file = Files.write(directory.resolve("bad.mmdb"), bad);
      try (GeoDatabase database = GeoDatabase.open(file, "en")) {
        lookUp(database);
      } catch (IOException e) {
        failures++;
        assertThat(e.getMessage()).isNotBlank();
      }
    }
    assertThat(failures).isPositive();
  }

  private static void lookUp(GeoDatabase database) throws IOException {
    database.lookUp("81.2.69.160");
    database.lookUp("2001:218::1");
  }

  @Test
  void refusesUnknownKey() throws Exception {
    PluginHarness.Builder builder = plugin(city()).config("databse", "x");

    assertThatThrownBy(builder::start)
        .isInstanceOf(PluginConfigException.class)
        .hasMessageContaining("fairlead.plugins.geo.databse");
  }
}
