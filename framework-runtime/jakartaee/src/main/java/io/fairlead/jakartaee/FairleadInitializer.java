package io.fairlead.jakartaee;

import io.fairlead.api.FrameworkOwned;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.annotation.HandlesTypes;
import jakarta.websocket.server.ServerApplicationConfig;
import jakarta.websocket.server.ServerEndpoint;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The entry into a web application, found by every server in {@code META-INF/services}. It adds the
 * admission filter, which only an initializer may do everywhere, and the listener that starts the
 * runtime once the server's WebSocket container is there.
 */
@FrameworkOwned
@HandlesTypes({ServerEndpoint.class, ServerApplicationConfig.class})
public final class FairleadInitializer implements ServletContainerInitializer {

  private static final String NAME = "fairlead";

  /** For the server. */
  public FairleadInitializer() {}

  /**
   * Adds filter and listener.
   *
   * @param found annotated classes and application configurations; null where the server looked for
   *     none
   */
  @Override
  public void onStartup(@Nullable Set<Class<?>> found, ServletContext context) {
    if (context.getFilterRegistration(NAME) != null) {
      return; // the jar is there twice
    }
    WebApplication application = new WebApplication();
    FilterRegistration.Dynamic filter =
        context.addFilter(NAME, new AdmissionFilter(application, context.getContextPath()));
    filter.setAsyncSupported(true); // ours waits, but those behind it may not want to
    filter.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/*");
    Set<Class<?>> classes = found != null ? found : ClassScan.of(context);
    context.addListener(new FairleadListener(application, classes));
  }
}
