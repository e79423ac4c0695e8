package muster;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;

/** A package is a step of the flow and knows only what lies before it. */
@AnalyzeClasses(
        packages = {
            "muster.schemas",
            "muster.lifecycle",
            "muster.instance",
            "muster.stream",
            "muster.effects",
            "muster.rebuild",
            "muster.api",
            "muster.orchestrator"
        },
        importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
    private static final String WIRING = "muster.orchestrator..";
    private static final String AWS_SDK = "software.amazon..";

    @ArchTest
    static final ArchRule schemas_know_the_jdk_json_and_kafkas_clients = only(
            "muster.schemas..",
            "muster.schemas..",
            "com.fasterxml.jackson..",
            "org.apache.kafka..",
            // for the places of what is wrong in a file
            "org.yaml.snakeyaml..");

    @ArchTest
    static final ArchRule lifecycles_know_the_records_and_yaml = only(
            "muster.lifecycle..",
            "muster.lifecycle..",
            "muster.schemas..",
            "com.fasterxml.jackson..",
            "com.networknt.schema..",
            "org.yaml.snakeyaml..");

    /** Decisions are pure: without Kafka, AWS, a logger or a framework. */
    @ArchTest
    static final ArchRule decisions_know_the_records_and_the_lifecycles =
            only("muster.instance..", "muster.instance..", "muster.lifecycle..", "muster.schemas..");

    @ArchTest
    static final ArchRule the_topology_knows_the_decisions_and_neither_effects_nor_aws = only(
            "muster.stream..",
            "muster.stream..",
            "muster.instance..",
            "muster.lifecycle..",
            "muster.schemas..",
            "org.apache.kafka..",
            "org.slf4j..");

    @ArchTest
    static final ArchRule effects_know_neither_decisions_nor_the_topology = only(
            "muster.effects..", "muster.effects..", "muster.schemas..", "org.apache.kafka..", "org.slf4j..", AWS_SDK);

    /** State from the journal: without effects, so that it can make no call to AWS. */
    @ArchTest
    static final ArchRule a_rebuild_knows_no_effects = only(
            "muster.rebuild..",
            "muster.rebuild..",
            "muster.stream..",
            "muster.instance..",
            "muster.lifecycle..",
            "muster.schemas..",
            "org.apache.kafka..");

    /** It reads; what it reads is behind the stream and the adapters, so that it knows no SDK and hardly Kafka. */
    @ArchTest
    static final ArchRule the_api_knows_what_it_shows = only(
            "muster.api..",
            "muster.api..",
            "muster.rebuild..",
            "muster.effects.aws..",
            "muster.stream..",
            "muster.instance..",
            "muster.lifecycle..",
            "muster.schemas..",
            "io.micronaut..",
            "jakarta..",
            "org.apache.kafka.clients.consumer..",
            "org.apache.kafka.common.header..");

    @ArchTest
    static final ArchRule the_runner_does_not_know_its_adapters = noClasses()
            .that()
            .resideInAPackage("muster.effects")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("muster.effects.aws..");

    @ArchTest
    static final ArchRule only_the_adapters_know_the_aws_sdk = noClasses()
            .that()
            .resideOutsideOfPackage("muster.effects.aws..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(AWS_SDK);

    @ArchTest
    static final ArchRule nobody_knows_the_wiring = noClasses()
            .that()
            .resideOutsideOfPackage(WIRING)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(WIRING);

    @ArchTest
    static final ArchRule packages_have_no_cycles =
            slices().matching("muster.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule only_the_wiring_reads_the_clock = noClasses()
            .that()
            .resideOutsideOfPackage(WIRING)
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(InstantSource.class, "system")
            .orShould()
            .callMethod(Clock.class, "systemUTC")
            .orShould()
            .callMethod(Clock.class, "systemDefaultZone")
            .orShould()
            .callMethod(LocalDate.class, "now")
            .orShould()
            .callMethod(LocalDateTime.class, "now")
            .orShould()
            .callMethod(OffsetDateTime.class, "now")
            .orShould()
            .callMethod(ZonedDateTime.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis");

    @ArchTest
    static final ArchRule only_the_wiring_reads_the_environment = noClasses()
            .that()
            .resideOutsideOfPackage(WIRING)
            .should()
            .callMethod(System.class, "getenv")
            .orShould()
            .callMethod(System.class, "getenv", String.class);

    /** A lane may sleep before it tries again: it is a virtual thread, and nobody but its instance waits for it. */
    @ArchTest
    static final ArchRule only_the_retries_of_a_lane_sleep = noClasses()
            .that()
            .doNotHaveFullyQualifiedName("muster.effects.Retries")
            .should()
            .callMethod(Thread.class, "sleep", long.class)
            .orShould()
            .callMethod(Thread.class, "sleep", Duration.class)
            .orShould()
            .callMethod(Thread.class, "sleep", long.class, int.class);

    /** What a package may depend on beside the JDK. */
    private static ArchRule only(String of, String... known) {
        var allowed = resideInAnyPackage("java..", "org.jspecify..").or(resideInAnyPackage(known));
        return classes().that().resideInAPackage(of).should().onlyDependOnClassesThat(allowed);
    }
}
