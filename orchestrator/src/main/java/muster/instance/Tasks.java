package muster.instance;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;
import muster.lifecycle.Lifecycle;
import muster.lifecycle.Task;
import muster.schemas.Domain;
import muster.schemas.Effect;
import muster.schemas.Hook;
import muster.schemas.Hostname;
import muster.schemas.Instance.Dns;
import muster.schemas.Instance.Name;
import muster.schemas.InstanceEvent.TaskDone;

/** Turns a declared task into the effect that it asks for, from what is known of the instance. */
final class Tasks {
    private static final String EFFECT_ID = "EffectId";

    private Tasks() {}

    static void want(Decision d, Lifecycle lifecycle, Task task) {
        switch (task.kind()) {
            case CLAIM_HOSTNAME -> claim(d, lifecycle, task);
            case UPSERT_DNS -> withName(d, task, (hostname, fqdn) -> upsert(d, lifecycle, task, hostname, fqdn));
            case TAG_INSTANCE ->
                withName(
                        d,
                        task,
                        (_, fqdn) -> d.want(
                                task.step(),
                                target -> new Effect.TagInstance(
                                        target, Map.of("Name", fqdn.value(), "Hostname", fqdn.value()))));
            case START_SERVICE ->
                command(
                        d,
                        task,
                        lifecycle.service().document(),
                        lifecycle.service().parameters());
            case RUN_COMMAND -> command(d, task, task.document(), task.parameters());
            case COMPLETE_HOOK -> completeHook(d, task);
            case RELEASE_HOSTNAME -> release(d, task);
            case DELETE_DNS -> deleteDns(d, task);
            case WAIT -> d.setTimerUnlessSet(Timers.pause(task.step()), task.pause());
        }
    }

    private static void claim(Decision d, Lifecycle lifecycle, Task task) {
        if (!d.instance().host().isDescribed()) {
            Progressing.park(d, task.step() + " needs the condition address-known before it");
            return;
        }
        var address = d.instance().host().privateAddress();
        d.want(task.step(), target -> new Effect.ClaimHostname(target, lifecycle.hostnames(), address));
    }

    private static void upsert(Decision d, Lifecycle lifecycle, Task task, Hostname hostname, Domain fqdn) {
        var host = d.instance().host();
        var missing = Records.missing(lifecycle, host);
        if (missing.isEmpty()) {
            var records = Records.wanted(lifecycle, host, fqdn);
            d.want(task.step(), target -> new Effect.UpsertDns(target, hostname, records));
        } else if (host.settled()) {
            Progressing.park(
                    d,
                    task.step() + ": the instance runs and has no "
                            + missing.get().name().toLowerCase(Locale.ROOT) + " address; its subnet gives none");
        } else {
            Probes.askForAddress(d, lifecycle);
        }
    }

    private static void command(Decision d, Task task, String document, Map<String, String> parameters) {
        d.want(task.step(), target -> {
            var all = new HashMap<>(parameters);
            all.put(EFFECT_ID, target.id().value());
            return new Effect.SendCommand(target, document, all);
        });
    }

    private static void completeHook(Decision d, Task task) {
        var hook = Hooks.ofThisLife(d.instance()).filter(it -> !it.isClosed());
        if (hook.isPresent()) {
            Hooks.want(d, hook.get(), Hook.Result.CONTINUE);
        } else {
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

    private static void withName(Decision d, Task task, BiConsumer<Hostname, Domain> then) {
        if (d.instance().name() instanceof Name.Held(var hostname, var _, var pool)) {
            then.accept(hostname, pool.fqdn(hostname));
        } else {
            Progressing.park(d, task.step() + " needs the condition hostname-held before it");
        }
    }
}
