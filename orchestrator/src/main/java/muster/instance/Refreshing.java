package muster.instance;

import java.util.List;
import muster.lifecycle.Lifecycle;
import muster.schemas.DnsRecord;
import muster.schemas.Ec2State;
import muster.schemas.Effect;
import muster.schemas.Instance.Dns;
import muster.schemas.Instance.Name;
import muster.schemas.Instance.Progress;

/**
 * A machine that was stopped comes back with another public address; it keeps its name, and its records follow it. First
 * the new ones are written, then what they do not overwrite is removed.
 */
final class Refreshing {
    private Refreshing() {}

    static void follow(Decision d, Lifecycle lifecycle) {
        var i = d.instance();
        if (!lifecycle.publishesPublicAddress()
                || !i.host().isAt(Ec2State.RUNNING)
                || !(i.name() instanceof Name.Held(var hostname, var claimed, var pool))
                || !claimed.equals(i.generation())
                || !(i.dns() instanceof Dns.Present(var present))
                || i.progress() instanceof Progress.Parked
                || isBeingWritten(d)) {
            return;
        }
        if (!i.host().settled()) {
            d.want(Steps.DESCRIBE, Effect.DescribeInstance::new);
        } else if (Records.missing(lifecycle, i.host()).isEmpty()) {
            var wanted = Records.wanted(lifecycle, i.host(), pool.fqdn(hostname));
            var fresh = without(wanted, present);
            var stale = without(present, wanted);
            if (!fresh.isEmpty()) {
                d.want(Steps.REFRESH_DNS, target -> new Effect.UpsertDns(target, hostname, fresh, present));
            } else if (!stale.isEmpty()) {
                d.want(Steps.DROP_STALE_DNS, target -> new Effect.DeleteDns(target, stale));
            }
        }
    }

    private static List<DnsRecord> without(List<DnsRecord> records, List<DnsRecord> others) {
        return records.stream().filter(record -> !others.contains(record)).toList();
    }

    /** The lifecycle's own step, or an earlier change, is still to come to its end. */
    private static boolean isBeingWritten(Decision d) {
        return d.instance().awaited().values().stream()
                        .anyMatch(awaited -> awaited.effect() instanceof Effect.UpsertDns
                                || awaited.effect() instanceof Effect.DeleteDns)
                || d.instance().progress() instanceof Progress.Moving(var _, var _, var _, var left)
                        && left.stream().anyMatch(step -> step.value().endsWith("upsert-dns"));
    }
}
