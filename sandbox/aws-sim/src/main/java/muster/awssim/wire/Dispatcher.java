package muster.awssim.wire;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import muster.awssim.base.Json;
import muster.awssim.journal.CallInProgress;
import muster.awssim.journal.Journal;
import muster.awssim.world.Refusal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings a request to its service, with the faults of the script on the way, and writes down how it went. */
final class Dispatcher {
    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

    /** How a call went, for its line in the journal. */
    private record Course(
            Reply reply, String outcome, Optional<String> errorCode, Optional<Fault> fault, boolean cut) {}

    private final Map<String, AwsService> services;
    private final Faults faults;
    private final Admission admission;
    private final Delays delays;
    private final Journal journal;

    Dispatcher(List<AwsService> services, Faults faults, Admission admission, Delays delays, Journal journal) {
        this.services = services.stream().collect(Collectors.toMap(AwsService::name, Function.identity()));
        this.faults = faults;
        this.admission = admission;
        this.delays = delays;
        this.journal = journal;
    }

    /** @throws Cut when the connection is to be cut */
    Reply dispatch(Request request) {
        AwsService service = services.get(request.service());
        if (service == null) {
            return Reply.of(404, "text/plain", "No service here has the name '" + request.service() + "'.");
        }
        String action = service.action(request);
        Duration way = delays.next(service.name(), action).dividedBy(2);
        CallInProgress call = new CallInProgress(request.id());
        delays.pass(way);
        Course course = call.during(() -> course(service, request, action));
        write(request, action, call, course);
        // half of the time is the way back: the effect is there for others before its caller knows of it
        delays.pass(way);
        if (course.cut()) {
            throw new Cut();
        }
        return course.reply();
    }

    private Course course(AwsService service, Request request, String action) {
        Optional<Fault> fault = faults.next(service.name(), action);
        fault.ifPresent(fired -> writeFault(request, action, fired));
        if (fault.isPresent()) {
            return switch (fault.get()) {
                case THROTTLE -> refuse(service, request, service.commonErrors().throttled(), "throttled", fault);
                case ERROR_5XX ->
                    refuse(service, request, service.commonErrors().internal(), "fault", fault);
                case ACCESS_DENIED ->
                    refuse(service, request, service.commonErrors().denied(), "refused", fault);
                case RESET_BEFORE -> cut(fault);
                case RESET_AFTER -> {
                    // it reaches the service like any other, so it can have been refused there
                    if (admission.admits(service, request, action)) {
                        answer(service, request, action);
                    }
                    yield cut(fault);
                }
                case HOOK_EXPIRED -> {
                    service.expire(request);
                    yield answer(service, request, action);
                }
                case NOT_FOUND_YET -> answer(service, request, action);
                case EXPIRED_TOKEN -> refuseCaller(service, request, CommonErrors.Credentials::expiredToken, fault);
                case REQUEST_EXPIRED -> refuseCaller(service, request, CommonErrors.Credentials::requestExpired, fault);
                case AUTH_FAILURE -> refuseCaller(service, request, CommonErrors.Credentials::authFailure, fault);
                case INVALID_CLIENT_TOKEN ->
                    refuseCaller(service, request, CommonErrors.Credentials::invalidToken, fault);
                case SIGNATURE_MISMATCH ->
                    refuseCaller(service, request, CommonErrors.Credentials::signatureMismatch, fault);
                case REQUEST_TIME_SKEWED -> refuseCaller(service, request, CommonErrors.Credentials::timeSkewed, fault);
                case TRANSACTION_THROTTLED,
                        TRANSACTION_THROUGHPUT_EXCEEDED,
                        TRANSACTION_CONFLICT,
                        TRANSACTION_INVALID,
                        TRANSACTION_COLLECTION_LIMIT,
                        TRANSACTION_IN_PROGRESS,
                        UNPROCESSED_KEYS,
                        TABLE_MISSING -> play(service, request, action, fault.get());
            };
        }
        if (!admission.admits(service, request, action)) {
            return refuse(service, request, service.commonErrors().throttled(), "throttled", fault);
        }
        return answer(service, request, action);
    }

    private static Course refuseCaller(
            AwsService service,
            Request request,
            Function<CommonErrors.Credentials, AwsError> error,
            Optional<Fault> fault) {
        return refuse(service, request, error.apply(service.commonErrors().credentials()), "refused", fault);
    }

    private Course play(AwsService service, Request request, String action, Fault fault) {
        return service.play(fault, request, action)
                .map(reply -> new Course(
                        reply,
                        outcome(reply),
                        reply.status() < 400 ? Optional.empty() : Optional.of(service.errorCode(reply)),
                        Optional.of(fault),
                        false))
                .orElseGet(() -> answer(service, request, action));
    }

    private static Course cut(Optional<Fault> fault) {
        return new Course(Reply.of(500, "text/plain", ""), "fault", Optional.empty(), fault, true);
    }

    private Course answer(AwsService service, Request request, String action) {
        try {
            Reply reply = service.answer(request, action);
            Optional<String> code = reply.status() < 400 ? Optional.empty() : Optional.of(service.errorCode(reply));
            return new Course(reply, outcome(reply), code, Optional.empty(), false);
        } catch (HiddenInstance e) {
            faults.count(Fault.NOT_FOUND_YET);
            writeFault(request, action, Fault.NOT_FOUND_YET);
            return refuse(service, request, AwsError.of(e.refusal()), "refused", Optional.of(Fault.NOT_FOUND_YET));
        } catch (Refusal e) {
            return refuse(service, request, AwsError.of(e), "refused", Optional.empty());
        } catch (RuntimeException e) {
            LOG.error("{} {} failed", service.name(), action, e);
            return refuse(service, request, service.commonErrors().internal(), "fault", Optional.empty());
        }
    }

    private static String outcome(Reply reply) {
        if (reply.status() < 400) {
            return "ok";
        }
        return reply.status() < 500 ? "refused" : "fault";
    }

    private static Course refuse(
            AwsService service, Request request, AwsError error, String outcome, Optional<Fault> fault) {
        return new Course(service.error(request, error), outcome, Optional.of(error.code()), fault, false);
    }

    private void writeFault(Request request, String action, Fault fault) {
        journal.record(
                request.scope(),
                "fault",
                Json.object()
                        .put("fault", fault.name())
                        .put("service", request.service())
                        .put("action", action)
                        .put("requestId", request.id()));
    }

    private void write(Request request, String action, CallInProgress call, Course course) {
        ObjectNode line = Json.object()
                .put("service", request.service())
                .put("action", action)
                .put("requestId", request.id())
                .put("outcome", course.outcome())
                .put("effect", call.hadEffect());
        course.errorCode().ifPresent(code -> line.put("errorCode", code));
        course.fault().ifPresent(fault -> line.put("fault", fault.name()));
        if (call.instances().size() == 1) {
            line.put("instance", call.instances().iterator().next());
        } else if (call.instances().size() > 1) {
            line.set("instances", Json.of(call.instances()));
        }
        journal.record(request.scope(), "call", line);
    }
}
