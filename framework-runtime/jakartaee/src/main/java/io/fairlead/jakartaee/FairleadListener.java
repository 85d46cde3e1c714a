package io.fairlead.jakartaee;

import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import java.util.Set;

/**
 * Starts the runtime when the application starts, and stops it when it ends. A failure stops the
 * deployment; the filter lets nobody in meanwhile.
 */
final class FairleadListener implements ServletContextListener {

  private final WebApplication application;
  private final Set<Class<?>> found;

  FairleadListener(WebApplication application, Set<Class<?>> found) {
    this.application = application;
    this.found = found;
  }

  @Override
  public void contextInitialized(ServletContextEvent event) {
    application.start(event.getServletContext(), found);
  }

  @Override
  public void contextDestroyed(ServletContextEvent event) {
    application.stop();
  }
}
