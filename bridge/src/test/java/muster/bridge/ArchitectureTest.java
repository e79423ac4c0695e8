package muster.bridge;

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

/** Intake, event, route, forward: a package knows only what lies before it on an event's way. */
@AnalyzeClasses(packages = "muster.bridge", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
    private static final String WIRING = "muster.bridge";
    private static final String AWS_SDK = "software.amazon..";

    @ArchTest
    static final ArchRule events_know_the_jdk_and_json =
            only("muster.bridge.event..", "muster.bridge.event..", "muster.schemas..", "com.fasterxml.jackson..");

    @ArchTest
    static final ArchRule routes_know_events_and_topics = only(
            "muster.bridge.route..",
            "muster.bridge.route..",
            "muster.bridge.event..",
            "muster.schemas..",
            "com.fasterxml.jackson..");

    @ArchTest
    static final ArchRule forwarding_knows_routes_and_kafka_and_no_intake = only(
            "muster.bridge.forward..",
            "muster.bridge.forward..",
            "muster.bridge.route..",
            "muster.bridge.event..",
            "muster.schemas..",
            "org.apache.kafka..",
            "io.micrometer..",
            "org.slf4j..");

    @ArchTest
    static final ArchRule the_intake_from_sqs_knows_neither_kafka_nor_files =
            unaware("muster.bridge.sqs..", "org.apache.kafka..", "muster.bridge.file..");

    @ArchTest
    static final ArchRule the_intake_from_files_knows_neither_kafka_nor_sqs =
            unaware("muster.bridge.file..", "org.apache.kafka..", "muster.bridge.sqs..");

    @ArchTest
    static final ArchRule the_intake_over_http_knows_neither_kafka_nor_the_others =
            unaware("muster.bridge.http..", "org.apache.kafka..", "muster.bridge.sqs..", "muster.bridge.file..");

    @ArchTest
    static final ArchRule only_the_intake_from_sqs_knows_the_aws_sdk = noClasses()
            .that()
            .resideOutsideOfPackage("muster.bridge.sqs..")
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
            slices().matching("muster.bridge.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule only_the_wiring_reads_the_clock_and_the_environment = noClasses()
            .that()
            .resideOutsideOfPackage(WIRING)
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(InstantSource.class, "system")
            .orShould()
            .callMethod(Clock.class, "systemUTC")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "getenv")
            .orShould()
            .callMethod(System.class, "getenv", String.class);

    /** Whoever waits here waits for a condition, so that a stop does not have to wait for it. */
    @ArchTest
    static final ArchRule nobody_sleeps = noClasses()
            .should()
            .callMethod(Thread.class, "sleep", long.class)
            .orShould()
            .callMethod(Thread.class, "sleep", Duration.class)
            .orShould()
            .callMethod(Thread.class, "sleep", long.class, int.class);

    /** What a package may depend on beside the JDK and what wires its beans. */
    private static ArchRule only(String of, String... known) {
        var allowed = resideInAnyPackage("java..", "org.jspecify..", "io.micronaut..", "jakarta..")
                .or(resideInAnyPackage(known));
        return classes().that().resideInAPackage(of).should().onlyDependOnClassesThat(allowed);
    }

    private static ArchRule unaware(String of, String... unknown) {
        return noClasses()
                .that()
                .resideInAPackage(of)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(unknown);
    }
}
