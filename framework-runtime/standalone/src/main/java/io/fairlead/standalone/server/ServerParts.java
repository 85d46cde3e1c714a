package io.fairlead.standalone.server;

import io.fairlead.core.admission.Admission;
import io.fairlead.core.admission.TrustedProxies;
import io.fairlead.core.executor.CallbackExecutor;
import io.fairlead.core.http.Health;
import io.fairlead.standalone.http.Site;
import io.fairlead.standalone.tyrus.Upgrader;
import java.time.Duration;

/**
 * What all connections of a server share.
 *
 * @param admissionTimeout after that a handshake is given up, whatever the admission does
 */
record ServerParts(
    HttpLimits limits,
    int bodyBytes,
    Admission admission,
    Duration admissionTimeout,
    TrustedProxies proxies,
    Site site,
    Health health,
    Upgrader upgrader,
    CallbackExecutor callbacks) {}
