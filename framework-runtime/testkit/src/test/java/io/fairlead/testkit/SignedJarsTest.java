package io.fairlead.testkit;

import static io.fairlead.testkit.SigningKeys.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.core.config.ConfigException;
import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.connection.DefaultConnectionRegistry;
import io.fairlead.core.plugin.ContributionRegistry;
import io.fairlead.core.plugin.PluginException;
import io.fairlead.core.plugin.PluginManager;
import io.fairlead.core.plugin.PluginReport;
import io.fairlead.core.plugin.PluginReport.Status;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore.PrivateKeyEntry;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import jdk.security.jarsigner.JarSigner;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Jars that are signed well, badly, by others, or not at all. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SignedJarsTest {

  /** As the first signature has: with another one the manifest's sections change, and it fails. */
  private static final String DIGEST = JarSigner.Builder.getDefaultDigestAlgorithm();

  private static final String CLASS = "p_tagging/Entry.class";
  private static final String SERVICE = "META-INF/services/io.fairlead.api.plugin.Plugin";

  @TempDir private Path directory;
  private SigningKeys keys;
  private PrivateKeyEntry maker;
  private PrivateKeyEntry stranger;
  private Path store;
  private int jars;

  @BeforeAll
  void makeKeys(@TempDir Path folder) throws Exception {
    keys = SigningKeys.in(folder);
    maker = keys.certified("maker");
    stranger = keys.selfSigned("stranger");
    store = keys.trusting("trust.p12", "PKCS12", keys.issuer());
  }

  private Map<String, String> settings(String... more) {
    Map<String, String> settings = new HashMap<>();
    settings.put("fairlead.plugins.signatures", "require");
    settings.put("fairlead.plugins.trust-store", store.toString());
    settings.put("fairlead.plugins.trust-store-password", PASSWORD);
    for (int i = 0; i < more.length; i += 2) {
      settings.put(more[i], more[i + 1]);
    }
    return settings;
  }

  private PluginReport inspect(byte[] jar, String... more) throws Exception {
    Path plugins = Files.createDirectory(directory.resolve("plugins-" + jars++));
    Files.write(plugins.resolve("tagging.jar"), jar);
    List<PluginReport> reports = PluginManager.inspect(plugins, FairleadConfig.of(settings(more)));
    assertThat(reports).hasSize(1);
    return reports.get(0);
  }

  private void assertGood(byte[] jar, String signer, String... more) throws Exception {
    PluginReport report = inspect(jar, more);
    assertThat(report.message()).isEqualTo("ok");
    assertThat(report.signer()).isEqualTo(signer);
  }

  private void assertRefused(byte[] jar, String... words) throws Exception {
    PluginReport report = inspect(jar);
    assertThat(report.status()).as(report.message()).isEqualTo(Status.FAILED);
    assertThat(report.message()).contains(words).doesNotContain("\n");
    assertThat(report.signer()).isNull();
    String message = report.message();
    assertThat(documented()).as(message).anyMatch(each -> each.matcher(message).matches());
  }

  private static String page() throws Exception {
    String text = Files.readString(Path.of("../../docs/plugins.md"));
    String section = text.substring(text.indexOf("## Let only signed jars in"));
    return section.substring(0, section.indexOf("\n## "));
  }

  /** The table of the page, as in the test of all other problems. */
  private static List<Pattern> documented() throws Exception {
    return page()
        .lines()
        .filter(line -> line.startsWith("| `"))
        .map(line -> line.substring(3, line.indexOf('`', 3)))
        .map(
            message ->
                Pattern.compile(
                    Arrays.stream(message.split("…", -1))
                        .map(Pattern::quote)
                        .collect(Collectors.joining(".+"))))
        .toList();
  }

  private static PluginJar tagging() {
    return Jars.tagging("tagging").resource("words.txt", "a").resource("wordz.txt", "b");
  }

  private byte[] signed() {
    return tagging().signedBy(maker).bytes();
  }

  @Test
  void aSignerWhomATrustedIssuerCertifiesIsTrusted() throws Exception {
    assertGood(signed(), "CN=maker");
    Path jks = keys.trusting("trust.jks", "JKS", keys.issuer());
    assertGood(signed(), "CN=maker", "fairlead.plugins.trust-store", jks.toString());
  }

  @Test
  void theCommandsOfThePageMakeAJarThatIsLetIn(@TempDir Path shell) throws Exception {
    Path jar = Files.write(shell.resolve("my-plugin.jar"), tagging().bytes());
    String[] blocks = page().split("```");
    assertThat(blocks[1]).contains("keytool -genkeypair");
    assertThat(blocks[3]).contains("jarsigner ");
    ProcessBuilder builder = new ProcessBuilder("sh", "-e", "-c", blocks[1] + blocks[3]);
    String tools = Path.of(System.getProperty("java.home"), "bin").toString();
    builder.environment().merge("PATH", tools, (path, own) -> own + ":" + path);
    Process process = builder.directory(shell.toFile()).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    String trust = shell.resolve("trust.p12").toString();
    assertGood(Files.readAllBytes(jar), "CN=Maker", "fairlead.plugins.trust-store", trust);
  }

  @Test
  void aTrustedCertificateIsTrustedWhoeverIssuedIt() throws Exception {
    Path own = keys.trusting("own.p12", "PKCS12", maker.getCertificate());
    assertGood(signed(), "CN=maker", "fairlead.plugins.trust-store", own.toString());
    Path other = keys.trusting("other.p12", "PKCS12", stranger.getCertificate());
    byte[] jar = tagging().signedBy(stranger).bytes();
    assertGood(jar, "CN=stranger", "fairlead.plugins.trust-store", other.toString());
  }

  @Test
  void oneTrustedSignerOfTwoIsEnough() throws Exception {
    assertGood(tagging().signedBy(stranger).signedBy(maker).bytes(), "CN=maker");
    assertGood(tagging().signedBy(maker).signedBy(stranger).bytes(), "CN=maker");
  }

  @Test
  void strangersAndThoseWithoutASignatureAreRefused() throws Exception {
    assertRefused(tagging().signedBy(stranger).bytes(), "its signer 'CN=stranger' is not trusted");
    assertRefused(tagging().bytes(), "is not signed; sign it with jarsigner");
    // one who has given himself the issuer's name
    PrivateKeyEntry forged =
        new PrivateKeyEntry(
            stranger.getPrivateKey(),
            new java.security.cert.Certificate[] {stranger.getCertificate(), keys.issuer()});
    assertRefused(tagging().signedBy(forged).bytes(), "'CN=stranger' is not trusted");
  }

  @Test
  void whatWasChangedAfterwardsIsNamed() throws Exception {
    assertRefused(
        JarEdit.of(signed()).spoil("words.txt").bytes(), "words.txt in it was changed after");
    assertRefused(
        JarEdit.of(signed()).put("more.txt", "x").bytes(), "more.txt in it is not signed");
    assertRefused(
        JarEdit.of(signed()).remove("words.txt").bytes(), "words.txt was signed and is not in it");
    assertRefused(
        JarEdit.of(signed())
            .remove("words.txt")
            .replace("META-INF/MANIFEST.MF", "Name: words.txt", "Name: wordy.txt")
            .bytes(),
        "its signature does not fit (",
        "words.txt");
    assertRefused(
        JarEdit.of(signed())
            .replace("META-INF/MANIFEST.MF", "Plugin-Version: ", "Plugin-Version: 7")
            .bytes(),
        "its signature does not fit (",
        "Manifest main attributes");
    assertRefused(
        JarEdit.of(signed())
            .replace("META-INF/SIGNER0.SF", "Name: words.txt", "Name: wordy.txt")
            .bytes(),
        "its signature does not fit (",
        "SIGNER0");
    assertRefused(
        JarEdit.of(signed()).remove("META-INF/SIGNER0.EC").bytes(), "does not count", "SHA-256");
    assertRefused(
        JarEdit.of(signed()).remove("META-INF/SIGNER0.SF").bytes(), "is not signed; sign it");
  }

  @Test
  void noClassIsSmuggledIn() throws Exception {
    assertRefused(
        JarEdit.of(signed()).put("META-INF/versions/11/x/Y.class", "x").bytes(),
        "META-INF/versions/11/x/Y.class in it is not signed");
    assertRefused(
        JarEdit.of(signed()).put("x/Y.class/", "x").bytes(),
        "the directory x/Y.class/ in it has a content");
    assertRefused(
        JarEdit.of(signed()).put("META-INF/SIG-Y.class", "x").bytes(),
        "META-INF/SIG-Y.class in it is not signed");
    byte[] twice = JarEdit.of(signed()).put("wordy.txt", "x").bytes();
    assertRefused(JarEdit.renamed(twice, "wordy.txt", "words.txt"), "words.txt is in it twice");
    assertRefused(
        JarEdit.of(signed()).copy("META-INF/MANIFEST.MF", "META-INF/manifest.mf").bytes(),
        "is in it twice");
    assertRefused(
        JarEdit.of(signed()).put("META-INF/B.SF", "Signature-Version: 1.0\n\n").bytes(),
        "META-INF/B.SF in it does not cover the main section");
    byte[] more = JarEdit.of(signed()).put("more.txt", "x").bytes();
    assertRefused(SigningKeys.signed(more, stranger, DIGEST), "'CN=stranger' is not trusted");
    byte[] other = JarEdit.of(tagging().bytes()).remove(SERVICE).bytes();
    assertThat(inspect(SigningKeys.signed(other, stranger, DIGEST)).message())
        .contains("not trusted");
  }

  @Test
  void allOfItMustBeByOneTrustedSigner() throws Exception {
    PrivateKeyEntry second = keys.certified("second");
    byte[] more = JarEdit.of(signed()).put("more.txt", "x").bytes();
    assertRefused(
        SigningKeys.signed(more, stranger, DIGEST), "its signer 'CN=stranger' is not trusted");
    assertGood(SigningKeys.signed(more, second, DIGEST), "CN=second"); // has signed all of it
    byte[] parted =
        JarEdit.of(SigningKeys.signed(more, second, DIGEST)).remove("META-INF/AGAIN.SF").bytes();
    assertRefused(parted, "more.txt in it is not signed");
  }

  @Test
  void weakAlgorithmsAreNoSignature() throws Exception {
    assertRefused(
        SigningKeys.signed(tagging().bytes(), maker, "MD5"), "in it does not", "jarsigner");
  }

  @Test
  void datesAndPurposesOfCertificatesCount() throws Exception {
    PrivateKeyEntry expired = keys.certified("old", "-startdate", "-400d", "-validity", "100");
    assertRefused(
        tagging().signedBy(expired).bytes(), "the certificate of its signer 'CN=old' expired on 2");
    PrivateKeyEntry early = keys.certified("early", "-startdate", "+100d", "-validity", "100");
    assertRefused(tagging().signedBy(early).bytes(), "'CN=early' is not valid before 2");
    PrivateKeyEntry server = keys.certified("server", "-ext", "EKU=serverAuth");
    assertRefused(tagging().signedBy(server).bytes(), "signer 'CN=server' is not for signing code");
    PrivateKeyEntry agreeing = keys.certified("agreeing", "-ext", "KU=keyAgreement");
    assertRefused(tagging().signedBy(agreeing).bytes(), "does not count");
    PrivateKeyEntry code = keys.certified("code", "-ext", "EKU=codeSigning");
    assertGood(tagging().signedBy(code).bytes(), "CN=code");
    Path both = keys.trusting("both.p12", "PKCS12", keys.issuer(), expired.getCertificate());
    assertThat(
            inspect(
                    tagging().signedBy(expired).bytes(),
                    "fairlead.plugins.trust-store",
                    both.toString())
                .message())
        .contains("expired on");
  }

  @Test
  void anIssuerWhoCannotBeAskedCountsAsOneWhoHasRevoked() throws Exception {
    PluginReport report = inspect(signed(), "fairlead.plugins.signer-revocation", "true");
    assertThat(report.status()).isEqualTo(Status.FAILED);
    assertThat(report.message()).contains("'CN=maker' is not trusted (", "OCSP");
  }

  @Test
  void librariesAreCoveredAndLeadNowhereElse() throws Exception {
    PluginJar library = PluginJar.named("lib.jar").manifest("Class-Path", "other.jar").id("x");
    assertGood(tagging().lib(library).signedBy(maker).bytes(), "CN=maker");
    PluginJar leading = PluginJar.named("lib.jar").manifest("Class-Path", "a.jar ../../b.jar");
    PluginReport report = inspect(tagging().lib(leading).signedBy(maker).bytes());
    assertThat(report.status()).isEqualTo(Status.FAILED);
    assertThat(report.message())
        .contains("a manifest or index in it names '../../b.jar', which lies outside");
    report =
        inspect(
            tagging()
                .resource("META-INF/INDEX.LIST", "JarIndex-Version: 1.0\n\nfile:/b.jar\nb\n")
                .signedBy(maker)
                .bytes());
    assertThat(report.message()).contains("names 'file:/b.jar'");
  }

  @Test
  void withAWarningItIsUsedAllTheSame() throws Exception {
    PluginReport report = inspect(tagging().bytes(), "fairlead.plugins.signatures", "warn");
    assertThat(report.message()).isEqualTo("ok");
    assertThat(report.signer()).isNull();
    assertGood(signed(), "CN=maker", "fairlead.plugins.signatures", "warn");
    report = inspect(tagging().bytes(), "fairlead.plugins.signatures", "off");
    assertThat(report.message()).isEqualTo("ok");
    byte[] changed = JarEdit.of(signed()).spoil(CLASS).bytes();
    for (String mode : List.of("off", "warn")) { // the JDK would not load that class
      report = inspect(changed, "fairlead.plugins.signatures", mode);
      assertThat(report.message()).contains("is no readable jar", "digest error");
    }
  }

  @Test
  void anIdThatIsOnlyClaimedTakesNothingFromTheOtherJar() throws Exception {
    Path plugins = Files.createDirectory(directory.resolve("claimed"));
    Files.write(plugins.resolve("a.jar"), tagging().bytes());
    Files.write(plugins.resolve("b.jar"), signed());
    List<PluginReport> reports = PluginManager.inspect(plugins, FairleadConfig.of(settings()));
    assertThat(reports.get(0).message()).contains("is not signed");
    assertThat(reports.get(1).message()).isEqualTo("ok");
  }

  @Test
  void aJarThatUnpacksToNoEndIsNotReadToIt() throws Exception {
    Path file = JarEdit.swollen(signed(), directory.resolve("bomb.jar"), 1025);
    assertThat(Files.size(file)).isLessThan(10 << 20);
    assertRefused(Files.readAllBytes(file), "unpacks to more than 1024 MiB");
  }

  /** One that was to guard something must not be missing because it was tampered with. */
  @Test
  void aRequiredPluginThatIsNotSignedStopsTheStart() throws Exception {
    Path plugins = Files.createDirectory(directory.resolve("required"));
    Files.write(
        plugins.resolve("tagging.jar"),
        tagging().manifest("Fairlead-Plugin-Required", "true").bytes());
    try (PluginManager manager = manager(settings())) {
      assertThatThrownBy(() -> manager.start(plugins))
          .isInstanceOf(PluginException.class)
          .hasMessageContainingAll("required plugin 'tagging' (tagging.jar)", "is not signed");
    }
  }

  private static PluginManager manager(Map<String, String> settings) {
    return new PluginManager(
        FairleadConfig.of(settings),
        new ContributionRegistry(),
        new DefaultConnectionRegistry(),
        Clock.systemUTC());
  }

  private static void assertConfig(Map<String, String> settings, String... words) {
    assertThatThrownBy(() -> manager(settings))
        .isInstanceOf(ConfigException.class)
        .hasMessageContainingAll(words)
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("swordfish"));
  }

  @Test
  void aStoreThatDoesNotDoStopsTheStart() throws Exception {
    Map<String, String> none = settings();
    none.remove("fairlead.plugins.trust-store");
    assertConfig(none, "fairlead.plugins.signatures", "set fairlead.plugins.trust-store");
    none.put("fairlead.plugins.signatures", "warn");
    assertConfig(none, "set fairlead.plugins.trust-store");
    String key = "fairlead.plugins.trust-store";
    assertConfig(settings(key, directory.resolve("gone").toString()), "no readable file");
    assertConfig(settings(key, directory.toString()), "no readable file");
    assertConfig(
        settings(key + "-password", "swordfish"), "the password does not open", key + "-password");
    Path jks = keys.trusting("w.jks", "JKS", keys.issuer());
    assertConfig(
        settings(key, jks.toString(), key + "-password", "swordfish"), "the password does not");
    Path text = Files.writeString(directory.resolve("text"), "no store");
    assertConfig(settings(key, text.toString()), "neither a PKCS#12 nor a JKS store");
    Path empty = keys.trusting("empty.p12", "PKCS12");
    assertConfig(settings(key, empty.toString()), "holds no trusted certificate");
    Map<String, String> locked = settings();
    locked.remove(key + "-password");
    assertConfig(locked, "holds no trusted certificate", "or set " + key + "-password");
  }

  @Test
  void thePasswordMayStandInAFile() throws Exception {
    Path file = Files.writeString(directory.resolve("password"), PASSWORD + "\n");
    String key = "fairlead.plugins.trust-store-password";
    List<String> more = new ArrayList<>(List.of(key, "", key + "-file", file.toString()));
    assertGood(signed(), "CN=maker", more.toArray(String[]::new));
    assertConfig(settings(key + "-file", file.toString()), key, "are both set");
    assertConfig(settings(key, "", key + "-file", "/no/such/file"), "cannot be read");
  }
}
