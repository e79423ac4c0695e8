package muster.api;

import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import muster.instance.Standing;
import muster.lifecycle.Lifecycles;
import muster.schemas.Instance;
import muster.schemas.Instance.Ec2;
import muster.schemas.Instance.Progress;
import muster.schemas.InstanceId;
import muster.schemas.topic.Topics;
import muster.stream.AllInstances;
import muster.stream.TopicReading;
import org.jspecify.annotations.Nullable;

/** {@code GET /instances}, one of them, and its timeline. */
@Controller("/instances")
@ExecuteOn(TaskExecutors.BLOCKING)
final class InstancesController {
    private static final int USUAL_PAGE = 100;
    private static final int LARGEST_PAGE = 1000;

    /** What was heard before the oldest thing that the state still knows. */
    private static final Duration MARGIN = Duration.ofHours(1);

    /** Kafka counts milliseconds from 1970 on, and takes no others. */
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    private final AllInstances instances;
    private final Lifecycles lifecycles;
    private final TopicReading topics;
    private final String journal;

    InstancesController(AllInstances instances, Lifecycles lifecycles, TopicReading reading, Topics topics) {
        this.instances = instances;
        this.lifecycles = lifecycles;
        this.topics = reading;
        this.journal = topics.journal();
    }

    /** @param next what to pass as {@code after} for the next page; null on the last */
    record Page(List<InstanceSummary> instances, @Nullable String next) {}

    /** @param instance all that is known of it */
    record Detail(InstanceSummary summary, Instance instance) {}

    /**
     * @param state of the lifecycle, or one of unseen, pooled, active, ending, gone, parked, waiting
     * @param limit 1 to 1000; 100 by default
     * @param after the {@code next} of the page before
     */
    @Get
    HttpResponse<byte[]> instances(
            @QueryValue Optional<String> state,
            @QueryValue Optional<String> group,
            @QueryValue Optional<String> lifecycle,
            @QueryValue Optional<String> limit,
            @QueryValue Optional<String> after) {
        var wanted = matching(state, group, lifecycle);
        var page = instances.page(
                Asking.value("after", after, InstanceId::new), Asking.limit(limit, USUAL_PAGE, LARGEST_PAGE), wanted);
        var found = page.instances();
        return Answers.ok(new Page(
                found.stream().map(i -> InstanceSummary.of(i, lifecycles)).toList(),
                page.more() ? found.getLast().id().value() : null));
    }

    private Predicate<Instance> matching(Optional<String> state, Optional<String> group, Optional<String> lifecycle) {
        var states = Asking.word("state", state);
        var groups = Asking.word("group", group);
        var names = Asking.word("lifecycle", lifecycle);
        return i -> i.isOurs()
                && states.map(it -> isIn(i, it)).orElse(true)
                && groups.map(it -> it.equals(InstanceSummary.group(i))).orElse(true)
                && names.map(it -> InstanceSummary.lifecycleName(i)
                                .filter(name -> name.value().equals(it))
                                .isPresent())
                        .orElse(true);
    }

    private boolean isIn(Instance i, String state) {
        return switch (state) {
            case "parked" -> i.progress() instanceof Progress.Parked;
            case "waiting" ->
                switch (InstanceSummary.waiting(i, lifecycles).kind()) {
                    case NOTHING, POOL, UNMANAGED -> false;
                    case OPERATOR, DECLARATION, FAULT, NAME, RESULT, RETRY, EC2, AGENT, COMMAND, CONDITION -> true;
                };
            default ->
                state.equals(InstanceSummary.life(i))
                        || state.equals(Standing.in(i.progress()).value());
        };
    }

    @Get("/{id}")
    HttpResponse<byte[]> instance(@PathVariable String id) {
        var instance = find(id);
        return Answers.ok(new Detail(InstanceSummary.of(instance, lifecycles), instance));
    }

    /** @param since ISO 8601; by default an hour before the oldest thing that is still known of it */
    @Get("/{id}/timeline")
    HttpResponse<byte[]> timeline(@PathVariable String id, @QueryValue Optional<String> since) {
        var instance = find(id);
        var from = Asking.value("since", since, InstancesController::time).orElseGet(() -> oldest(instance));
        var history = topics.journal(journal, instance.id(), from);
        return Answers.ok(Timeline.of(InstanceSummary.of(instance, lifecycles), instance, history, from));
    }

    private Instance find(String text) {
        var id = Asking.value("id", text, InstanceId::new);
        return instances
                .find(id)
                .orElseThrow(() -> new Asking.UnknownException("nothing has been heard of instance " + id
                        + ", or it ended so long ago that it was forgotten"));
    }

    private static Instant oldest(Instance i) {
        var times = Stream.concat(
                i.hooks().values().stream().map(hook -> hook.since()),
                i.host().ec2() instanceof Ec2.Seen(var _, var at) ? Stream.of(at) : Stream.empty());
        return Stream.concat(times, Stream.of(i.newestLife()))
                .filter(time -> time.isAfter(Instant.EPOCH))
                .min(Instant::compareTo)
                .map(time -> time.minus(MARGIN))
                .filter(time -> time.isAfter(Instant.EPOCH))
                .orElse(Instant.EPOCH);
    }

    private static Instant time(String text) {
        try {
            var time = Instant.parse(text);
            if (time.isBefore(Instant.EPOCH) || time.isAfter(LATEST)) {
                throw new IllegalArgumentException("a time from " + Instant.EPOCH + " to " + LATEST + " is expected");
            }
            return time;
        } catch (DateTimeException wrong) {
            throw new IllegalArgumentException("an ISO 8601 time such as 2026-01-13T00:12:37Z is expected", wrong);
        }
    }
}
