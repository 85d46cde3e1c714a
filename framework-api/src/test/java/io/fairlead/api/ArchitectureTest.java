package io.fairlead.api;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;

@AnalyzeClasses(packages = "io.fairlead.api", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule DEPENDS_ON_CONTRACTS_ONLY =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java..", "io.fairlead.api..", "jakarta.websocket..", "org.jspecify.annotations..");

  @ArchTest
  static final ArchRule PACKAGES_HAVE_NO_CYCLES =
      slices().matching("io.fairlead.api.(*)..").should().beFreeOfCycles();

  /** So that a reader knows whom a new method would break. Sealed types say it by themselves. */
  @ArchTest
  static final ArchRule EVERY_PUBLIC_INTERFACE_SAYS_WHO_IMPLEMENTS_IT =
      classes().that().areInterfaces().and().arePublic().should(sayWhoImplementsThem());

  private static ArchCondition<JavaClass> sayWhoImplementsThem() {
    return new ArchCondition<>("be sealed, or carry exactly one of the marks") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        boolean owned = type.isAnnotatedWith(FrameworkOwned.class);
        boolean implemented = type.isAnnotatedWith(UserImplemented.class);
        boolean said =
            type.isAnnotation() || (owned != implemented) || (!owned && type.reflect().isSealed());
        events.add(new SimpleConditionEvent(type, said, type.getName() + " is marked wrongly"));
      }
    };
  }
}
