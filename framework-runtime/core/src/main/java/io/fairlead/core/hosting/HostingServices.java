package io.fairlead.core.hosting;

import io.fairlead.core.admission.Admission;
import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.connection.ConnectionOpener;
import io.fairlead.core.inbound.PipelineFactory;
import io.fairlead.core.transport.TransportFactory;
import java.time.Clock;
import java.util.concurrent.Executor;

/**
 * What hosting needs of the rest of the runtime.
 *
 * @param config the configuration
 * @param admission asked where nothing admitted a handshake before the configurator saw it
 * @param connections makes connections
 * @param pipelines makes their pipelines
 * @param transports finds what is below a session
 * @param instances makes endpoints, encoders and decoders
 * @param refusals how the server below refuses a handshake
 * @param callbacks runs a user's {@code SendHandler} that may not run on an event loop
 * @param clock tells when a handshake arrived
 * @param serverIdleMillis what the server sets as a session's idle limit by itself, which does not
 *     count; other limits were set by the application
 * @param context surrounds callbacks
 */
public record HostingServices(
    FairleadConfig config,
    Admission admission,
    ConnectionOpener connections,
    PipelineFactory pipelines,
    TransportFactory transports,
    InstanceSource instances,
    RefusalSignal refusals,
    Executor callbacks,
    Clock clock,
    long serverIdleMillis,
    CallbackContext context) {

  /** Without anything around callbacks. */
  public HostingServices(
      FairleadConfig config,
      Admission admission,
      ConnectionOpener connections,
      PipelineFactory pipelines,
      TransportFactory transports,
      InstanceSource instances,
      RefusalSignal refusals,
      Executor callbacks,
      Clock clock,
      long serverIdleMillis) {
    this(
        config,
        admission,
        connections,
        pipelines,
        transports,
        instances,
        refusals,
        callbacks,
        clock,
        serverIdleMillis,
        CallbackContext.NONE);
  }
}
