package muster.instance;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import muster.lifecycle.Lifecycle;
import muster.lifecycle.TaskKind;
import muster.schemas.DnsRecord;
import muster.schemas.Effect;
import muster.schemas.Effect.ReleaseHostname.Afterwards;
import muster.schemas.Generation;
import muster.schemas.Instance;
import muster.schemas.Instance.Dns;
import muster.schemas.Instance.Life;
import muster.schemas.Instance.Name;

/**
 * Takes back what a life leaves behind, from what is stored: first the record, then the name, so that no record ever
 * points at a machine whose name is free. What is in flight is waited for, then undone.
 */
final class GivingBack {
    private GivingBack() {}

    /** Asks for the next thing to be given back; false once nothing is left. */
    static boolean isBusy(Decision d, Optional<Lifecycle> lifecycle) {
        var i = d.instance();
        var strays = giveBackStrays(d);
        return switch (i.life()) {
            case Life.Ending(var _, var _, var _, var keepsName, var _) ->
                isInFlight(i, i.generation().next())
                        || strays
                        || lifecycle.map(declared -> clearUp(d, declared)).orElse(false)
                        || (!keepsName && undo(d));
            // an older life's name, where its end has not been heard of yet
            case Life.Active _ ->
                isInFlight(i, i.generation())
                        || hasRefusedName(i)
                        || (i.name() instanceof Name.Held(var _, var claimed, var _)
                                && claimed.compareTo(i.generation()) < 0
                                && lifecycle.map(Lifecycle::onReturn).orElse(Lifecycle.OnReturn.RELEASE)
                                        == Lifecycle.OnReturn.RELEASE
                                && undo(d));
            case Life.Unseen _, Life.Unmanaged _, Life.Pooled _, Life.Gone _ -> false;
        };
    }

    /** Names that a claim took and that no life uses. Asked for until they are given back: a failure must not leak one. */
    private static boolean giveBackStrays(Decision d) {
        for (var stray : d.instance().strays().entrySet()) {
            var hostname = stray.getKey();
            var it = stray.getValue();
            if (it.then() == Afterwards.TAKEN_OUT && d.instance().dns() instanceof Dns.Present(var records)) {
                d.want(
                        Steps.GIVE_BACK_DNS,
                        target -> new Effect.DeleteDns(target, records, hostname.value(), it.claimed()));
            } else {
                d.want(
                        Steps.giveBack(hostname),
                        target -> new Effect.ReleaseHostname(target, hostname, it.claimed(), it.rest(), it.then()));
            }
        }
        return !d.instance().strays().isEmpty();
    }

    /** Another name can be claimed only once the instance does not hold the refused one any more. */
    private static boolean hasRefusedName(Instance i) {
        return i.strays().values().stream().anyMatch(stray -> stray.then() == Afterwards.TAKEN_OUT);
    }

    /**
     * A claim that failed may have taken effect all the same, and its name would belong to a machine that is gone. Asked
     * for once more under its own id, it tells the name that it took; that is then given back.
     */
    private static boolean clearUp(Decision d, Lifecycle lifecycle) {
        var i = d.instance();
        var holdsThis = i.name() instanceof Name.Held(var _, var claimed, var _) && claimed.equals(i.generation());
        if (holdsThis || !i.host().isDescribed()) {
            return false;
        }
        var unclear = i.tries().entrySet().stream()
                .filter(tries -> tries.getValue().unclear())
                .map(Map.Entry::getKey)
                .filter(step -> lifecycle
                        .task(step)
                        .filter(task -> task.kind() == TaskKind.CLAIM_HOSTNAME)
                        .isPresent())
                .findFirst();
        unclear.ifPresent(step -> d.want(
                step,
                target -> new Effect.ClaimHostname(
                        target, lifecycle.hostnames(), i.host().address())));
        return unclear.isPresent();
    }

    private static Effect closing(Instance i, Effect.Target target, List<DnsRecord> records) {
        return i.name() instanceof Name.Held(var hostname, var claimed, var _)
                ? new Effect.DeleteDns(target, records, hostname.value(), claimed)
                : new Effect.DeleteDns(target, records);
    }

    private static boolean undo(Decision d) {
        if (d.instance().dns() instanceof Dns.Present(var records)) {
            d.want(Steps.GIVE_BACK_DNS, target -> closing(d.instance(), target, records));
            return true;
        }
        if (d.instance().name() instanceof Name.Held(var hostname, var claimed, var pool)) {
            d.want(
                    Steps.GIVE_BACK_HOSTNAME,
                    target -> new Effect.ReleaseHostname(target, hostname, claimed, pool.rest()));
            return true;
        }
        return false;
    }

    /** Whether an effect of a generation before this one may still take something. */
    private static boolean isInFlight(Instance i, Generation before) {
        return i.awaited().values().stream()
                .map(Instance.Awaited::effect)
                .anyMatch(effect -> (effect instanceof Effect.ClaimHostname || effect instanceof Effect.UpsertDns)
                        && effect.generation().compareTo(before) < 0);
    }
}
