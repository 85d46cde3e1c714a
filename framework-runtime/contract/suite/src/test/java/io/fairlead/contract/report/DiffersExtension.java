package io.fairlead.contract.report;

import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.junit.platform.commons.support.AnnotationSupport;
import org.opentest4j.TestAbortedException;

/**
 * Holds {@link Differs} to its word. The server is the one whose tag the running class carries;
 * what the check threw, a timeout too, is told to the {@link ContractRecorder} and goes no further.
 */
public final class DiffersExtension
    implements TestExecutionExceptionHandler, AfterTestExecutionCallback {

  /** The key of the entry by which the recorder learns it. */
  static final String ENTRY = "contract.differs";

  private static final Namespace NAMESPACE = Namespace.create(DiffersExtension.class);

  @Override
  public void handleTestExecutionException(ExtensionContext context, Throwable failure)
      throws Throwable {
    Optional<Differs> difference = difference(context);
    if (difference.isEmpty() || failure instanceof TestAbortedException) {
      throw failure;
    }
    context.getStore(NAMESPACE).put(ENTRY, true);
    context.publishReportEntry(ENTRY, difference.get().why());
  }

  @Override
  public void afterTestExecution(ExtensionContext context) {
    Optional<Differs> difference = difference(context);
    if (difference.isPresent() && !difference.get().always()) {
      context.publishReportEntry(ENTRY, difference.get().why());
      return;
    }
    if (difference.isPresent()
        && context.getExecutionException().isEmpty()
        && context.getStore(NAMESPACE).get(ENTRY) == null) {
      throw new AssertionError(
          "no longer differs: remove @Differs(server = \"%s\", why = \"%s\")"
              .formatted(difference.get().server(), difference.get().why()));
    }
  }

  private static Optional<Differs> difference(ExtensionContext context) {
    return Stream.concat(context.getTestMethod().stream(), context.getTestClass().stream())
        .flatMap(
            element -> AnnotationSupport.findRepeatableAnnotations(element, Differs.class).stream())
        .filter(differs -> context.getTags().contains(differs.server()))
        .findFirst();
  }
}
