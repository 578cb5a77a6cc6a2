package io.clipstreams;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The doors between the rooms, see docs/architecture.md. */
@AnalyzeClasses(packages = "io.clipstreams", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String[] OUTER_ROOMS = {
    "io.clipstreams.app..",
    "io.clipstreams.bench..",
    "io.clipstreams.client..",
    "io.clipstreams.cli..",
    "io.clipstreams.local..",
    "io.clipstreams.web.."
  };

  @ArchTest
  static final ArchRule coreKnowsNothingOfKafka =
      noClasses()
          .that()
          .resideInAnyPackage(
              "io.clipstreams.model..",
              "io.clipstreams.inference..",
              "io.clipstreams.scoring..",
              "io.clipstreams.fetch..",
              "io.clipstreams.failure..",
              "io.clipstreams.index",
              "io.clipstreams.index.folder..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.kafka..", "io.clipstreams.topology..");

  @ArchTest
  static final ArchRule onlyTheIndexKnowsLucene =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.clipstreams.index")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.lucene..");

  @ArchTest
  static final ArchRule theIndexServesTheApplication =
      noClasses()
          .that()
          .resideInAPackage("io.clipstreams.index..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.clipstreams.app..",
              "io.clipstreams.bench..",
              "io.clipstreams.local..",
              "io.clipstreams.topology..",
              "io.clipstreams.web..");

  @ArchTest
  static final ArchRule innerRoomsKnowNothingOfOuterOnes =
      noClasses()
          .that()
          .resideInAnyPackage(
              "io.clipstreams.model..",
              "io.clipstreams.inference..",
              "io.clipstreams.scoring..",
              "io.clipstreams.fetch..",
              "io.clipstreams.failure..",
              "io.clipstreams.topology..",
              "io.clipstreams.serde..",
              "io.clipstreams.config..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(OUTER_ROOMS);

  @ArchTest
  static final ArchRule onlyTheCommandLineKnowsThePicturesOfTheTerminal =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.clipstreams.cli..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("picocli..");

  @ArchTest
  static final ArchRule nobodyCallsTheCommandLine =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.clipstreams.cli..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.clipstreams.cli..");

  @ArchTest
  static final ArchRule onlyTheCommandLineKnowsTheBenchmarks =
      noClasses()
          .that()
          .resideOutsideOfPackages("io.clipstreams.cli..", "io.clipstreams.bench..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.clipstreams.bench..");

  @ArchTest
  static final ArchRule roomsHaveNoCycles =
      slices().matching("io.clipstreams.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule noClassIsNamedForWhatItIsNot =
      classes()
          .that()
          .resideInAPackage("io.clipstreams..")
          .should()
          .haveNameNotMatching(".*(Manager|Helper|Utils?|Impl)");
}
