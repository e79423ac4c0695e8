package muster.awssim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import muster.awssim.base.Dice;
import muster.awssim.journal.Entry;
import muster.awssim.wire.Fault;
import muster.awssim.wire.Faults;
import muster.awssim.world.GroupSpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.Tag;

class FaultsTest extends SimTest {
    private String instance = "";

    @BeforeEach
    void an_instance() {
        world.createGroup(GroupSpec.named(GROUP));
        instance = world.launchDirect(GROUP);
    }

    @ParameterizedTest
    @CsvSource({
        "ec2,         THROTTLE,      RequestLimitExceeded,                   503",
        "autoscaling, THROTTLE,      Throttling,                             400",
        "ssm,         THROTTLE,      ThrottlingException,                    400",
        "route53,     THROTTLE,      Throttling,                             400",
        "events,      THROTTLE,      ThrottlingException,                    400",
        "dynamodb,    THROTTLE,      ProvisionedThroughputExceededException, 400",
        "ec2,         ERROR_5XX,     InternalError,                          500",
        "autoscaling, ERROR_5XX,     InternalFailure,                        500",
        "ssm,         ERROR_5XX,     InternalServerError,                    500",
        "route53,     ERROR_5XX,     InternalFailure,                        500",
        "events,      ERROR_5XX,     InternalException,                      500",
        "dynamodb,    ERROR_5XX,     InternalServerError,                    500",
        "ec2,         ACCESS_DENIED, UnauthorizedOperation,                  403",
        "autoscaling, ACCESS_DENIED, AccessDenied,                           403",
        "ssm,         ACCESS_DENIED, AccessDeniedException,                  400",
        "route53,     ACCESS_DENIED, AccessDenied,                           403",
        "events,      ACCESS_DENIED, AccessDeniedException,                  400",
        "dynamodb,    ACCESS_DENIED, AccessDeniedException,                  400",
        "ec2,         EXPIRED_TOKEN, RequestExpired,                         400",
        "autoscaling, EXPIRED_TOKEN, ExpiredToken,                           403",
        "ssm,         EXPIRED_TOKEN, ExpiredTokenException,                  400",
        "route53,     EXPIRED_TOKEN, ExpiredToken,                           403",
        "events,      EXPIRED_TOKEN, ExpiredTokenException,                  400",
        "dynamodb,    EXPIRED_TOKEN, ExpiredTokenException,                  400",
        "ec2,         REQUEST_EXPIRED, RequestExpired,                       400",
        "autoscaling, REQUEST_EXPIRED, RequestExpired,                       400",
        "dynamodb,    REQUEST_EXPIRED, RequestExpired,                       400",
        "autoscaling, AUTH_FAILURE,  InvalidClientTokenId,                   403",
        "ssm,         AUTH_FAILURE,  UnrecognizedClientException,            400",
        "ec2,         INVALID_CLIENT_TOKEN, InvalidClientTokenId,            403",
        "autoscaling, INVALID_CLIENT_TOKEN, InvalidClientTokenId,            403",
        "ssm,         INVALID_CLIENT_TOKEN, UnrecognizedClientException,     400",
        "route53,     INVALID_CLIENT_TOKEN, InvalidClientTokenId,            403",
        "dynamodb,    INVALID_CLIENT_TOKEN, UnrecognizedClientException,     400",
        "ec2,         SIGNATURE_MISMATCH, SignatureDoesNotMatch,             403",
        "autoscaling, SIGNATURE_MISMATCH, SignatureDoesNotMatch,             403",
        "ssm,         SIGNATURE_MISMATCH, InvalidSignatureException,         400",
        "route53,     SIGNATURE_MISMATCH, SignatureDoesNotMatch,             403",
        "dynamodb,    SIGNATURE_MISMATCH, InvalidSignatureException,         400",
        "ec2,         REQUEST_TIME_SKEWED, RequestTimeTooSkewed,             403",
        "autoscaling, REQUEST_TIME_SKEWED, RequestTimeTooSkewed,             403",
        "ssm,         REQUEST_TIME_SKEWED, RequestTimeTooSkewed,             400"
    })
    void each_service_has_its_own_words_for_a_fault(String service, Fault fault, String code, int status) {
        sim.faults().onNext(1, fault, service, Faults.ANY);

        assertThatThrownBy(() -> read(service)).isInstanceOfSatisfying(AwsServiceException.class, e -> {
            assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code);
            assertThat(e.statusCode()).isEqualTo(status);
            assertThat(e.isThrottlingException()).isEqualTo(fault == Fault.THROTTLE);
            assertThat(e.requestId()).isEqualTo(lastCall().text("requestId"));
        });
        assertThat(lastCall().text("errorCode")).isEqualTo(code);
        assertThat(lastCall().text("fault")).isEqualTo(fault.name());
        assertThat(sim.faults().fired(fault)).isEqualTo(1);
    }

    /** Java's own HttpURLConnection loses the body of a 401, so that the SDK would see no code. */
    @Test
    void ec2_says_auth_failure_with_status_401() throws Exception {
        sim.faults().onNext(1, Fault.AUTH_FAILURE, "ec2", Faults.ANY);
        HttpRequest request = HttpRequest.newBuilder(sim.endpoint())
                .header(
                        "Authorization",
                        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260102/us-east-1/ec2/aws4_request, Signature=0")
                .POST(HttpRequest.BodyPublishers.ofString("Action=DescribeInstances"))
                .build();

        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(401);
            assertThat(answer.body())
                    .contains("<Response><Errors><Error><Code>AuthFailure</Code><Message>AWS was not able to validate");
        }
    }

    @Test
    void a_connection_cut_before_the_effect_leaves_nothing_behind() {
        sim.faults().onCall(1, Fault.RESET_BEFORE, "ec2", "CreateTags");

        assertThatThrownBy(this::tag).isInstanceOf(SdkClientException.class);

        assertThat(world.instance(instance).tags()).doesNotContainKey("Name");
        assertThat(lastCall().text("outcome")).isEqualTo("fault");
        assertThat(lastCall().field("effect").asBoolean()).isFalse();
        assertThat(sim.journal().entries("fault"))
                .extracting(line -> line.text("fault"))
                .containsExactly("RESET_BEFORE");
    }

    @Test
    void a_connection_cut_after_the_effect_is_a_lost_answer() {
        sim.faults().onCall(1, Fault.RESET_AFTER, "ec2", "CreateTags");

        assertThatThrownBy(this::tag).isInstanceOf(SdkClientException.class);

        assertThat(world.instance(instance).tags()).containsEntry("Name", "a");
        assertThat(lastCall().text("outcome")).isEqualTo("fault");
        assertThat(lastCall().text("fault")).isEqualTo("RESET_AFTER");
        assertThat(lastCall().field("effect").asBoolean()).isTrue();
        tag();
        assertThat(lastCall().field("effect").asBoolean()).isFalse();
    }

    @Test
    void a_fault_hits_its_service_action_and_count_only() {
        sim.faults().onCall(2, Fault.THROTTLE, "ec2", "CreateTags");

        tag();
        read("ec2");
        read("ssm");
        assertThatThrownBy(this::tag).hasMessageContaining("Request limit exceeded");
        tag();

        assertThat(sim.faults().fired(Fault.THROTTLE)).isEqualTo(1);
    }

    @Test
    void an_instance_is_not_found_yet_for_some_time_after_its_launch() {
        sim.faults().notFoundYet("ec2", Duration.ofSeconds(30)).notFoundYet("ssm", Duration.ofSeconds(60));

        assertThatThrownBy(this::describe).hasMessageContaining("does not exist");
        assertThatThrownBy(this::tag).hasMessageContaining("does not exist");
        assertThat(lastCall().text("fault")).isEqualTo("NOT_FOUND_YET");
        assertThat(sim.faults().fired(Fault.NOT_FOUND_YET)).isEqualTo(2);
        assertThat(clients.ec2()
                        .describeInstances(request -> request.filters(Filter.builder()
                                .name("instance-id")
                                .values(instance)
                                .build()))
                        .reservations())
                .isEmpty();

        clock.advance(Duration.ofSeconds(31));
        describe();
        assertThat(clients.ssm().describeInstanceInformation().instanceInformationList())
                .isEmpty();
        clock.advance(Duration.ofSeconds(30));
        assertThat(clients.ssm().describeInstanceInformation().instanceInformationList())
                .hasSize(1);
    }

    @Test
    void nothing_is_faulty_any_more_once_the_script_is_cleared() {
        sim.faults().always(Fault.ERROR_5XX, Faults.ANY, Faults.ANY);
        assertThatThrownBy(this::tag).isInstanceOf(AwsServiceException.class);

        sim.faults().clear();
        tag();

        assertThat(sim.faults().fired(Fault.ERROR_5XX)).isEqualTo(1);
    }

    @Test
    void chance_falls_the_same_way_for_the_same_seed_and_otherwise_for_another() {
        assertThat(course(1)).isEqualTo(course(1)).isNotEqualTo(course(2)).contains(true, false);
    }

    private static List<Boolean> course(long seed) {
        Dice dice = new Dice(seed);
        List<Boolean> course = new ArrayList<>();
        Stream.generate(() -> dice.happens(0.3, "fault", "0")).limit(60).forEach(course::add);
        return course;
    }

    @Test
    void a_fault_by_chance_fires_about_as_often_as_it_should() {
        sim.faults().withProbability(0.5, Fault.THROTTLE, "ec2", Faults.ANY);
        int refused = 0;
        for (int i = 0; i < 100; i++) {
            try {
                describe();
            } catch (AwsServiceException _) {
                refused++;
            }
        }

        assertThat(refused).isEqualTo(sim.faults().fired(Fault.THROTTLE)).isBetween(30, 70);
    }

    private SdkResponse read(String service) {
        return switch (service) {
            case "ec2" -> clients.ec2().describeInstances();
            case "autoscaling" -> clients.autoScaling().describeAutoScalingGroups();
            case "ssm" -> clients.ssm().listCommands();
            case "route53" -> clients.route53().listHostedZones();
            case "events" -> clients.eventBridge().listRules(_ -> {});
            case "dynamodb" -> clients.dynamoDb().listTables();
            default -> throw new IllegalArgumentException(service);
        };
    }

    private void tag() {
        clients.ec2()
                .createTags(request -> request.resources(instance)
                        .tags(Tag.builder().key("Name").value("a").build()));
    }

    private void describe() {
        clients.ec2().describeInstances(request -> request.instanceIds(instance));
    }

    private Entry lastCall() {
        return sim.journal().entries("call").getLast();
    }
}
