package muster.effects.aws;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import muster.schemas.DnsRecord;
import muster.schemas.Effect;
import muster.schemas.Outcome;
import software.amazon.awssdk.services.route53.Route53Client;
import software.amazon.awssdk.services.route53.model.Change;
import software.amazon.awssdk.services.route53.model.ChangeAction;
import software.amazon.awssdk.services.route53.model.InvalidChangeBatchException;
import software.amazon.awssdk.services.route53.model.NoSuchHostedZoneException;
import software.amazon.awssdk.services.route53.model.RRType;
import software.amazon.awssdk.services.route53.model.ResourceRecord;
import software.amazon.awssdk.services.route53.model.ResourceRecordSet;

/**
 * Address records. UPSERT overwrites anybody's, and Route 53 knows no condition: so the name's owner is read first, with
 * consistency, and a released name rests before it is given again. One change at a time in each zone, since Route 53
 * refuses overlapping ones.
 */
final class Records {
    private final Route53Client route53;
    private final Hostnames hostnames;
    private final Map<String, ReentrantLock> zones = new ConcurrentHashMap<>();

    Records(Route53Client route53, Hostnames hostnames) {
        this.route53 = route53;
        this.hostnames = hostnames;
    }

    Outcome upsert(Effect.UpsertDns effect) {
        return inZone(effect.dns(), () -> {
            if (!hostnames.isOwner(effect.hostname(), effect.instance(), effect.generation())) {
                return new Outcome.Fenced(effect.hostname() + " is not held by this generation any more");
            }
            change(effect.dns(), ChangeAction.UPSERT, recordSet(effect.dns()));
            return new Outcome.Done();
        });
    }

    Outcome delete(Effect.DeleteDns effect) {
        return inZone(effect.dns(), () -> {
            var dns = effect.dns();
            // Starting at a name, Route 53 lists the next one where it is absent.
            var listed = Refusals.call(
                    "route53:ListResourceRecordSets",
                    dns.zone(),
                    () -> route53.listResourceRecordSets(request -> request.hostedZoneId(dns.zone())
                            .startRecordName(dns.name().value())
                            .startRecordType(type(dns))
                            .maxItems("1")));
            var found = listed.resourceRecordSets().stream()
                    .filter(set -> isNamed(set, dns) && set.type() == type(dns))
                    .findFirst();
            if (found.isEmpty()) {
                return new Outcome.AlreadyDone("no record of this name");
            }
            var values = found.get().resourceRecords().stream()
                    .map(ResourceRecord::value)
                    .toList();
            if (!values.equals(List.of(dns.address()))) {
                return new Outcome.AlreadyDone("the record has another's value by now");
            }
            return deleteAsRead(dns, found.get());
        });
    }

    private Outcome deleteAsRead(DnsRecord dns, ResourceRecordSet found) {
        try {
            change(dns, ChangeAction.DELETE, found);
            return new Outcome.Done();
        } catch (InvalidChangeBatchException refused) {
            var message = Refusals.message(refused) + refused.messages();
            if (message.contains("not found") || message.contains("do not match")) {
                return new Outcome.AlreadyDone("gone, or another's, since it was read");
            }
            throw refused;
        }
    }

    private void change(DnsRecord dns, ChangeAction action, ResourceRecordSet set) {
        var change = Change.builder().action(action).resourceRecordSet(set).build();
        Refusals.call(
                "route53:ChangeResourceRecordSets",
                dns.zone(),
                () -> route53.changeResourceRecordSets(
                        request -> request.hostedZoneId(dns.zone()).changeBatch(batch -> batch.changes(change))));
    }

    private Outcome inZone(DnsRecord dns, Supplier<Outcome> work) {
        var zone = zones.computeIfAbsent(dns.zone(), _ -> new ReentrantLock(true));
        zone.lock();
        try {
            return work.get();
        } catch (NoSuchHostedZoneException absent) {
            return new Outcome.Failed(
                    "there is no hosted zone " + dns.zone() + ": correct dns.zone of the lifecycle", true);
        } finally {
            zone.unlock();
        }
    }

    private static ResourceRecordSet recordSet(DnsRecord dns) {
        return ResourceRecordSet.builder()
                .name(dns.name().value())
                .type(type(dns))
                .ttl(dns.ttl().toSeconds())
                .resourceRecords(ResourceRecord.builder().value(dns.address()).build())
                .build();
    }

    private static RRType type(DnsRecord dns) {
        return dns.address().contains(":") ? RRType.AAAA : RRType.A;
    }

    private static boolean isNamed(ResourceRecordSet set, DnsRecord dns) {
        return set.name().equals(dns.name() + ".")
                || set.name().equals(dns.name().value());
    }
}
