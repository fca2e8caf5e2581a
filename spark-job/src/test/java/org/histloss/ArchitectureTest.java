package org.histloss;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static java.util.Map.entry;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import org.histloss.loss.EmbeddingLossFunction;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The walls of the house; CONTRIBUTING.md gives the same rules in prose. */
class ArchitectureTest {
  private static final String[] SPARK = {"org.apache.spark..", "org.deeplearning4j.spark.."};

  /** Each package and the packages of ours that it may use, besides config and dataset. */
  private static final Map<String, List<String>> ROAD =
      Map.ofEntries(
          entry("dataset", List.of()),
          entry("dataprep", List.of()),
          entry("config", List.of()),
          entry("batch", List.of()),
          entry("loss", List.of()),
          entry("network", List.of("loss")),
          entry("training", List.of("network", "batch", "loss")),
          entry("evaluation", List.of("network", "batch", "loss")),
          entry("report", List.of("evaluation", "loss")),
          entry("export", List.of("evaluation", "network")),
          entry(
              "retraining",
              List.of("training", "evaluation", "export", "report", "network", "batch", "loss")),
          entry(
              "cli",
              List.of(
                  "retraining",
                  "dataprep",
                  "training",
                  "evaluation",
                  "export",
                  "report",
                  "network",
                  "loss")));

  private static final JavaClasses HISTLOSS =
      new ClassFileImporter()
          .importPaths(
              Path.of("target", "classes"), Path.of("..", "data-prep", "target", "classes"));

  @TestFactory
  List<DynamicTest> arrowsRunDownTheRoad() {
    return ROAD.keySet().stream()
        .map(name -> DynamicTest.dynamicTest(name, () -> arrowsRunDownTheRoad(name)))
        .toList();
  }

  private void arrowsRunDownTheRoad(String name) {
    List<String> allowed = new ArrayList<>(ROAD.get(name));
    allowed.add(name);
    if (!name.equals("dataset")) {
      allowed.add("dataset");
      // data-prep is a module of its own below this one, so config is out of its reach anyhow.
      allowed.add("config");
    }
    String[] packages =
        allowed.stream().map(p -> "org.histloss." + p + "..").toArray(String[]::new);
    noClasses()
        .that()
        .resideInAPackage("org.histloss." + name + "..")
        .should()
        .dependOnClassesThat(
            resideInAPackage("org.histloss..").and(not(resideInAnyPackage(packages))))
        .allowEmptyShould(true)
        .check(HISTLOSS);
  }

  @Test
  void everyPackageStandsOnTheRoad() {
    assertThat(HISTLOSS)
        .filteredOn(type -> type.getPackageName().startsWith("org.histloss"))
        .extracting(type -> type.getPackageName().split("\\.")[2])
        .isSubsetOf(ROAD.keySet());
  }

  @Test
  void planningAndNumericsKnowNoSpark() {
    noClasses()
        .that()
        .resideInAnyPackage("..config..", "..batch..", "..loss..", "..network..", "..retrieval..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(SPARK)
        .check(HISTLOSS);
  }

  @Test
  void theLossKnowsNoNetworkLibraryButInItsAdapter() {
    noClasses()
        .that()
        .resideInAPackage("org.histloss.loss..")
        .and()
        .doNotBelongToAnyOf(EmbeddingLossFunction.class)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.nd4j.linalg.lossfunctions..", "org.deeplearning4j..")
        .check(HISTLOSS);
  }

  @Test
  void packagesHaveAtMostEightPublicTypes() {
    Map<String, List<String>> byPackage =
        HISTLOSS.stream()
            .filter(type -> type.getPackageName().startsWith("org.histloss"))
            .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
            .filter(JavaClass::isTopLevelClass)
            .collect(
                groupingBy(JavaClass::getPackageName, mapping(JavaClass::getSimpleName, toList())));

    byPackage.forEach((name, types) -> assertThat(types).as(name).hasSizeLessThan(9));
  }

  @Test
  void classesAreFinal() {
    classes()
        .that()
        .resideInAPackage("org.histloss..")
        .and()
        .areTopLevelClasses()
        .and()
        .areNotInterfaces()
        .and()
        .doNotHaveModifier(JavaModifier.ABSTRACT)
        .and()
        .areNotEnums()
        .should()
        .haveModifier(JavaModifier.FINAL)
        .check(HISTLOSS);
  }

  @Test
  void nothingIsKeptInStaticState() {
    fields()
        .that()
        .areStatic()
        .and()
        .areDeclaredInClassesThat()
        .resideInAPackage("org.histloss..")
        .should()
        .beFinal()
        .check(HISTLOSS);
  }

  @Test
  void namesAreTheFieldsWords() {
    noClasses()
        .that()
        .resideInAPackage("org.histloss..")
        .should()
        .haveSimpleNameEndingWith("Manager")
        .orShould()
        .haveNameMatching(".*(Helper|Util|Utils|Processor)")
        .check(HISTLOSS);
  }

  @Test
  void libraryCodeDoesNotPrint() {
    noClasses()
        .that()
        .resideOutsideOfPackage("org.histloss.cli..")
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .orShould()
        .callMethod(Throwable.class, "printStackTrace")
        .check(HISTLOSS);
  }

  @Test
  void onlyTheEntryPointsEndTheProcess() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName("org.histloss.cli.Ending")
        .and()
        .doNotHaveFullyQualifiedName("org.histloss.cli.Preflight")
        .should()
        .callMethod(System.class, "exit", int.class)
        .check(HISTLOSS);
  }

  /** Digits are not the same everywhere, and file names hold them. */
  @Test
  void formatsNameTheirLocale() {
    noClasses()
        .should()
        .callMethod(String.class, "format", String.class, Object[].class)
        .check(HISTLOSS);
  }

  @Test
  void nothingIsLeftToChanceOrToTheClock() {
    noClasses()
        .should()
        .callConstructor(Random.class)
        .orShould()
        .callMethod(Math.class, "random")
        .orShould()
        .callMethod(ThreadLocalRandom.class, "current")
        .orShould()
        .callMethod(Thread.class, "sleep", long.class)
        .check(HISTLOSS);
  }
}
