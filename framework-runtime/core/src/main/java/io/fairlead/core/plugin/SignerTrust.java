package io.fairlead.core.plugin;

import java.security.GeneralSecurityException;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Who is trusted to sign: whose certificate is in the store, or leads to one that is, by PKIX (RFC
 * 5280). Dates are judged by now: timestamps are not looked at, because then others would have to
 * be trusted for the time.
 */
final class SignerTrust {

  private static final String CODE_SIGNING = "1.3.6.1.5.5.7.3.3";
  private static final String ANY_USAGE = "2.5.29.37.0";

  private final Set<X509Certificate> anchors;
  private final boolean revocation;
  private final Clock clock;

  SignerTrust(Set<X509Certificate> anchors, boolean revocation, Clock clock) {
    this.anchors = anchors;
    this.revocation = revocation;
    this.clock = clock;
  }

  /** Why a signer is not trusted, and the cure; null where he is. */
  @Nullable String fault(CertPath signer) {
    List<X509Certificate> chain = new ArrayList<>();
    for (Certificate each : signer.getCertificates()) {
      if (!(each instanceof X509Certificate certificate)) {
        return "its signer has a certificate of type " + each.getType() + "; sign it with X.509";
      }
      chain.add(certificate);
    }
    if (chain.isEmpty()) {
      return "its signature has no certificate; sign it again with jarsigner";
    }
    X509Certificate own = chain.get(0);
    Date now = Date.from(clock.instant());
    String outdated = outdated(own, now);
    if (outdated != null) {
      return outdated;
    }
    if (anchors.contains(own)) {
      return null;
    }
    return mayNotSign(own) ? notForCode(own) : chainFault(chain, now);
  }

  private static @Nullable String outdated(X509Certificate certificate, Date now) {
    try {
      certificate.checkValidity(now);
      return null;
    } catch (CertificateExpiredException e) {
      return "the certificate of its signer '"
          + subject(certificate)
          + "' expired on "
          + certificate.getNotAfter().toInstant()
          + "; have it signed with one that is valid";
    } catch (CertificateNotYetValidException e) {
      return "the certificate of its signer '"
          + subject(certificate)
          + "' is not valid before "
          + certificate.getNotBefore().toInstant()
          + "; wait, or set the clock right";
    }
  }

  /** An issuer certifies others too, for their servers perhaps: those must not sign code. */
  private static boolean mayNotSign(X509Certificate certificate) {
    try { // the key usage was the JDK's to look at
      List<String> purposes = certificate.getExtendedKeyUsage();
      return purposes != null && !purposes.contains(CODE_SIGNING) && !purposes.contains(ANY_USAGE);
    } catch (CertificateException e) {
      return true; // it cannot be read
    }
  }

  private static String notForCode(X509Certificate certificate) {
    return "the certificate of its signer '"
        + subject(certificate)
        + "' is not for signing code; have it signed with one that is (extended key usage"
        + " codeSigning)";
  }

  /** PKIX does not look at what is trusted: neither whether it is an issuer, nor its dates. */
  private static boolean mayIssue(X509Certificate trusted, Date now) {
    return trusted.getBasicConstraints() >= 0 && outdated(trusted, now) == null;
  }

  private @Nullable String chainFault(List<X509Certificate> chain, Date now) {
    Set<X509Certificate> issuers =
        anchors.stream().filter(each -> mayIssue(each, now)).collect(Collectors.toSet());
    if (issuers.isEmpty()) {
      return notTrusted(
          chain.get(0), "the store has no certificate of an issuer that is valid now");
    }
    List<X509Certificate> path = new ArrayList<>();
    for (X509Certificate each : chain) {
      if (issuers.contains(each)) {
        break; // an anchor is not part of the path that leads to it
      }
      path.add(each);
    }
    try {
      CertPathValidator validator = CertPathValidator.getInstance("PKIX");
      PKIXParameters parameters =
          new PKIXParameters(
              issuers.stream()
                  .map(each -> new TrustAnchor(each, null))
                  .collect(Collectors.toSet()));
      parameters.setDate(now);
      parameters.setRevocationEnabled(revocation);
      if (revocation) {
        parameters.addCertPathChecker((PKIXRevocationChecker) validator.getRevocationChecker());
      }
      validator.validate(
          CertificateFactory.getInstance("X.509").generateCertPath(path), parameters);
      return null;
    } catch (CertPathValidatorException e) {
      int index = e.getIndex();
      return notTrusted(
          chain.get(0),
          index > 0 ? "'" + subject(path.get(index)) + "': " + e.getMessage() : e.getMessage());
    } catch (GeneralSecurityException e) {
      return notTrusted(chain.get(0), String.valueOf(e));
    }
  }

  private static String notTrusted(X509Certificate own, @Nullable String why) {
    return "its signer '"
        + subject(own)
        + "' is not trusted ("
        + String.valueOf(why).replaceAll("\\s+", " ")
        + "); have it signed by one who is, or add his certificate or his issuer's to the store of"
        + " fairlead.plugins.trust-store";
  }

  /** A name for people, on one line. */
  static String subject(X509Certificate certificate) {
    return certificate.getSubjectX500Principal().getName().replaceAll("\\p{Cntrl}", "?");
  }
}
