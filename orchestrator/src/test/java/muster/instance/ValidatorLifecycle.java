package muster.instance;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import muster.lifecycle.Condition;
import muster.lifecycle.Document;
import muster.lifecycle.Lifecycle;
import muster.lifecycle.Lifecycles;
import muster.lifecycle.Retry;
import muster.lifecycle.Task;
import muster.lifecycle.TaskKind;
import muster.lifecycle.Transition;
import muster.lifecycle.Trigger;
import muster.schemas.Domain;
import muster.schemas.Hook;
import muster.schemas.HostnamePool;
import muster.schemas.LifecycleName;
import muster.schemas.StateName;
import muster.schemas.StepName;

/** The shipped lifecycle as a value, so that a test can vary it; another test holds it against the shipped file. */
public final class ValidatorLifecycle {
    public static final String ZONE = "Z0000000000000000000";

    private static final Retry RETRY = new Retry(5, Duration.ofSeconds(2), Duration.ofMinutes(1));

    private ValidatorLifecycle() {}

    public static Lifecycles alone() {
        return new Lifecycles(List.of(of(999, Lifecycle.OnReturn.RELEASE)));
    }

    public static Lifecycle of(int names, Lifecycle.OnReturn onReturn) {
        return new Lifecycle(
                new LifecycleName("validator"),
                List.of("validator-*"),
                List.of("muster-*"),
                new HostnamePool(
                        "validator-%03d", 1, names, new Domain("xnet.blade.ethernal.private"), Duration.ofSeconds(120)),
                List.of(new Lifecycle.Dns(ZONE, Duration.ofSeconds(60), Lifecycle.AddressKind.PRIVATE, "")),
                Document.of(
                        "muster-start-service",
                        Map.of("Source", "s3://muster-configuration/hosts", "BucketOwner", "111122223333")),
                Lifecycle.Waits.DEFAULT,
                onReturn,
                Lifecycle.Afterwards.KEEP,
                Lifecycle.Afterwards.KEEP,
                new Lifecycle.Failure(
                        RETRY, Hook.Result.ABANDON, Duration.ofHours(1), Lifecycle.Failure.DEFAULT.resend()),
                state("launched"),
                List.of(
                        to(
                                "named",
                                "launched",
                                "take-a-name",
                                Set.of(Condition.LAUNCH_SEEN, Condition.DESTINATION_IS_ACTIVE, Condition.ADDRESS_KNOWN),
                                TaskKind.CLAIM_HOSTNAME),
                        to(
                                "reachable",
                                "named",
                                "make-it-reachable",
                                Set.of(Condition.HOSTNAME_HELD),
                                TaskKind.UPSERT_DNS,
                                TaskKind.TAG_INSTANCE),
                        to("admitted", "reachable", "let-it-in", Set.of(), TaskKind.COMPLETE_HOOK),
                        to(
                                "starting",
                                "admitted",
                                "start-the-service",
                                Set.of(Condition.RUNNING, Condition.AGENT_ONLINE),
                                TaskKind.START_SERVICE),
                        to("serving", "starting", "it-serves", Set.of(Condition.COMMAND_SUCCEEDED))));
    }

    private static Transition to(
            String dest, String source, String name, Set<Condition> conditions, TaskKind... tasks) {
        var before = List.of(tasks).stream().map(ValidatorLifecycle::task).toList();
        var trigger = new Trigger(name, conditions, Set.of(), before, List.of(), false, RETRY);
        return new Transition(Set.of(state(source)), state(dest), List.of(trigger), false);
    }

    private static Task task(TaskKind kind) {
        return new Task(new StepName(kind.toString()), kind);
    }

    private static StateName state(String name) {
        return new StateName(name);
    }
}
