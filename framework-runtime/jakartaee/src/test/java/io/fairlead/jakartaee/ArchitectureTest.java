package io.fairlead.jakartaee;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.fairlead.jakartaee", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule KNOWS_NO_SERVER =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.glassfish..",
              "io.netty..",
              "org.jboss.weld..",
              "org.jboss.as..",
              "org.wildfly..",
              "org.apache.catalina..",
              "org.apache.tomcat..",
              "org.eclipse.jetty..",
              "io.undertow..",
              "com.ibm..",
              "fish.payara..",
              "io.fairlead.standalone..",
              "io.fairlead.testkit..");

  @ArchTest
  static final ArchRule ONLY_WHAT_SERVERS_MUST_SEE_IS_PUBLIC =
      classes()
          .that()
          .doNotBelongToAnyOf(
              FairleadInitializer.class, FairleadApplicationConfig.class, FairleadExtension.class)
          .should()
          .notBePublic();

  /** Tomcat and Jetty have no CDI: a class that is loaded there must not need it. */
  @ArchTest
  static final ArchRule ONLY_THE_EXTENSION_AND_ITS_USER_TOUCH_CDI =
      noClasses()
          .that()
          .doNotBelongToAnyOf(FairleadExtension.class, Injection.class)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("jakarta.enterprise.inject..", "jakarta.enterprise.context..");

  @ArchTest
  static final ArchRule NOTHING_NEEDS_JAKARTA_CONCURRENCY =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAPackage("jakarta.enterprise.concurrent..");
}
