package io.fairlead.core;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.Architectures;

@AnalyzeClasses(packages = "io.fairlead.core", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule KNOWS_NO_SERVER =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.glassfish..",
              "io.netty..",
              "jakarta.servlet..",
              "org.jboss.weld..",
              "jakarta.enterprise..",
              "jakarta.inject..",
              "io.fairlead.standalone..",
              "io.fairlead.cdi..",
              "io.fairlead.testkit..");

  @ArchTest
  static final ArchRule PACKAGES_HAVE_NO_CYCLES =
      slices().matching("io.fairlead.core.(**)").should().beFreeOfCycles();

  /** The order in which a message walks; a room knows only the rooms below it. */
  @ArchTest
  static final ArchRule ROOMS_KNOW_ONLY_THOSE_BELOW =
      Architectures.layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("front")
          .definedBy("io.fairlead.core")
          .layer("application")
          .definedBy("io.fairlead.core.application..")
          .layer("topic")
          .definedBy("io.fairlead.core.topic..")
          .layer("security")
          .definedBy("io.fairlead.core.security..")
          .layer("lifecycle")
          .definedBy("io.fairlead.core.lifecycle..")
          .layer("alert")
          .definedBy("io.fairlead.core.alert..")
          .layer("hosting")
          .definedBy("io.fairlead.core.hosting..")
          .layer("inbound")
          .definedBy("io.fairlead.core.inbound..")
          .layer("connection")
          .definedBy("io.fairlead.core.connection..")
          .layer("scope")
          .definedBy("io.fairlead.core.scope..")
          .layer("pool")
          .definedBy("io.fairlead.core.pool..")
          .layer("admission")
          .definedBy("io.fairlead.core.admission..")
          .layer("http")
          .definedBy("io.fairlead.core.http..")
          .layer("event")
          .definedBy("io.fairlead.core.event..")
          .layer("executor")
          .definedBy("io.fairlead.core.executor..")
          .layer("heartbeat")
          .definedBy("io.fairlead.core.heartbeat..")
          .layer("outbound")
          .definedBy("io.fairlead.core.outbound..")
          .layer("plugin")
          .definedBy("io.fairlead.core.plugin..")
          .layer("leak")
          .definedBy("io.fairlead.core.leak..")
          .layer("memory")
          .definedBy("io.fairlead.core.memory..")
          .layer("transport")
          .definedBy("io.fairlead.core.transport..")
          .layer("config")
          .definedBy("io.fairlead.core.config..")
          .whereLayer("front")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("application")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("topic")
          .mayOnlyBeAccessedByLayers("front")
          .whereLayer("security")
          .mayOnlyBeAccessedByLayers("front")
          .whereLayer("lifecycle")
          .mayOnlyBeAccessedByLayers("front")
          .whereLayer("alert")
          .mayOnlyBeAccessedByLayers("front")
          .whereLayer("hosting")
          .mayOnlyBeAccessedByLayers("front", "lifecycle")
          .whereLayer("inbound")
          .mayOnlyBeAccessedByLayers("front", "lifecycle", "hosting")
          .whereLayer("connection")
          .mayOnlyBeAccessedByLayers(
              "front", "topic", "security", "lifecycle", "hosting", "inbound")
          .whereLayer("scope")
          .mayOnlyBeAccessedByLayers("front", "connection")
          .whereLayer("pool")
          .mayOnlyBeAccessedByLayers("front", "alert", "connection")
          .whereLayer("leak")
          .mayOnlyBeAccessedByLayers("front", "connection", "scope", "plugin")
          .whereLayer("memory")
          .mayOnlyBeAccessedByLayers("front", "inbound", "connection", "event", "outbound")
          .whereLayer("http")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("executor")
          .mayOnlyBeAccessedByLayers(
              "front", "security", "admission", "connection", "scope", "event", "outbound")
          .whereLayer("event")
          .mayOnlyBeAccessedByLayers("front", "inbound", "topic")
          .whereLayer("admission")
          .mayOnlyBeAccessedByLayers(
              "front", "security", "lifecycle", "hosting", "inbound", "connection", "http")
          .whereLayer("heartbeat")
          .mayOnlyBeAccessedByLayers("front", "security", "hosting", "inbound", "connection")
          .whereLayer("outbound")
          .mayOnlyBeAccessedByLayers(
              "front", "topic", "lifecycle", "hosting", "inbound", "connection", "heartbeat");
}
