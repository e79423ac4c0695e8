package muster.instance;

import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import muster.lifecycle.Document;
import muster.lifecycle.Lifecycle;
import muster.lifecycle.Task;
import muster.schemas.Domain;
import muster.schemas.Effect;
import muster.schemas.Hook;
import muster.schemas.Hostname;
import muster.schemas.Instance.Dns;
import muster.schemas.Instance.LaunchAnswer;
import muster.schemas.Instance.Name;
import muster.schemas.InstanceEvent.LaunchAnswered;
import muster.schemas.InstanceEvent.TaskDone;

/** Turns a declared task into the effect that it asks for, from what is known of the instance. */
final class Tasks {
    private static final String EFFECT_ID = "EffectId";

    /** The tag in instance metadata lags: what is started must not depend on it. */
    private static final String HOSTNAME = "Hostname";

    private Tasks() {}

    static void want(Decision d, Lifecycle lifecycle, Task task) {
        switch (task.kind()) {
            case CLAIM_HOSTNAME -> claim(d, lifecycle, task);
            case UPSERT_DNS -> withName(d, (hostname, fqdn) -> upsert(d, lifecycle, task, hostname, fqdn));
            case TAG_INSTANCE ->
                withName(
                        d,
                        (_, fqdn) -> d.want(
                                task.step(),
                                target -> new Effect.TagInstance(
                                        target, Map.of("Name", fqdn.value(), "Hostname", fqdn.value()))));
            case START_SERVICE ->
                withName(d, (_, fqdn) -> command(d, task, lifecycle.service(), Map.of(HOSTNAME, fqdn.value())));
            case RUN_COMMAND -> command(d, task, task.document(), Map.of());
            case COMPLETE_HOOK -> completeHook(d, task);
            case RELEASE_HOSTNAME -> release(d, task);
            case DELETE_DNS -> deleteDns(d, task);
            case WAIT -> d.setTimerUnlessSet(Timers.pause(task.step()), task.pause());
        }
    }

    private static void claim(Decision d, Lifecycle lifecycle, Task task) {
        if (d.instance().host().isDescribed()) {
            var address = d.instance().host().address();
            d.want(task.step(), target -> new Effect.ClaimHostname(target, lifecycle.hostnames(), address));
        } else {
            d.want(Steps.DESCRIBE, Effect.DescribeInstance::new);
        }
    }

    private static void upsert(Decision d, Lifecycle lifecycle, Task task, Hostname hostname, Domain fqdn) {
        var host = d.instance().host();
        var missing = Records.missing(lifecycle, host);
        if (missing.isEmpty()) {
            var records = Records.wanted(lifecycle, host, fqdn);
            var replaces = Records.present(d.instance().dns());
            d.want(task.step(), target -> new Effect.UpsertDns(target, hostname, records, replaces));
        } else if (host.settled()) {
            // its subnet gives it none: people can attach one, so it is asked for again
            Probes.lookAgain(d, lifecycle);
        } else {
            Probes.askForAddress(d, lifecycle);
        }
    }

    private static void command(Decision d, Task task, Document document, Map<String, String> always) {
        d.want(task.step(), target -> {
            var all = new HashMap<>(document.parameters());
            all.putAll(always);
            all.put(EFFECT_ID, target.id().value());
            return new Effect.SendCommand(
                    target, document.name(), all, document.version(), document.sha256(), document.timeout());
        });
    }

    private static void completeHook(Decision d, Task task) {
        if (d.instance().answer() == LaunchAnswer.OWED) {
            d.record(new LaunchAnswered(Hook.Result.CONTINUE));
        }
        if (Hooks.ofThisLife(d.instance()).allMatch(Hook::isClosed)) {
            d.record(new TaskDone(task.step()));
        }
    }

    private static void release(Decision d, Task task) {
        if (d.instance().name() instanceof Name.Held(var hostname, var claimed, var pool)) {
            d.want(task.step(), target -> new Effect.ReleaseHostname(target, hostname, claimed, pool.rest()));
        } else {
            d.record(new TaskDone(task.step()));
        }
    }

    private static void deleteDns(Decision d, Task task) {
        if (d.instance().dns() instanceof Dns.Present(var records)) {
            d.want(task.step(), target -> new Effect.DeleteDns(target, records));
        } else {
            d.record(new TaskDone(task.step()));
        }
    }

    /** Without a name there is nothing to be done yet: the lifecycle claims one later, or waits until its file is corrected. */
    private static void withName(Decision d, BiConsumer<Hostname, Domain> then) {
        if (d.instance().name() instanceof Name.Held(var hostname, var _, var pool)) {
            then.accept(hostname, pool.fqdn(hostname));
        }
    }
}
