package io.fairlead.standalone;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.fairlead", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule PACKAGES_HAVE_NO_CYCLES =
      slices().matching("io.fairlead.standalone.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule THE_WIRE_KNOWS_NO_ENGINE =
      noClasses()
          .that()
          .resideInAnyPackage(
              "io.fairlead.standalone.wire..",
              "io.fairlead.standalone.deflate..",
              "io.fairlead.standalone.http..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.glassfish..", "org.jboss.weld..");

  @ArchTest
  static final ArchRule CDI_KNOWS_NO_WELD =
      noClasses()
          .that()
          .resideInAPackage("io.fairlead.cdi..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.jboss.weld..", "io.fairlead.standalone..", "io.netty..");

  @ArchTest
  static final ArchRule NOTHING_BELOW_KNOWS_THE_SERVER =
      noClasses()
          .that()
          .resideInAnyPackage("io.fairlead.api..", "io.fairlead.core..", "io.fairlead.testkit..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.fairlead.standalone..");
}
