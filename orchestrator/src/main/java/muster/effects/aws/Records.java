package muster.effects.aws;

import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import muster.schemas.DnsRecord;
import muster.schemas.Effect;
import muster.schemas.Hostname;
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
 * Address records and their reverses. UPSERT overwrites anybody's, and Route 53 knows no condition: so the name's owner is
 * read first, with consistency, and a released name rests before it is given again. One change at a time in each zone,
 * since Route 53 refuses overlapping ones; what fails in the second of two zones is done again in both, which is harmless.
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
        for (var zone : byZone(effect.records()).entrySet()) {
            var outcome = inZone(zone.getKey(), () -> {
                if (!hostnames.isOwner(effect.hostname(), effect.instance(), effect.generation())) {
                    return new Outcome.Fenced(effect.hostname() + " is not held by this generation any more");
                }
                change(
                        zone.getKey(),
                        zone.getValue().stream()
                                .map(record -> change(ChangeAction.UPSERT, recordSet(record)))
                                .toList());
                return new Outcome.Done();
            });
            if (!(outcome instanceof Outcome.Done)) {
                return outcome;
            }
        }
        return new Outcome.Done();
    }

    /** Removes what still says what we wrote; what another has written there by now stays. */
    Outcome delete(Effect.DeleteDns effect) {
        if (!effect.closes().isEmpty()) {
            hostnames.close(new Hostname(effect.closes()), effect.instance(), effect.claimed());
        }
        Outcome whole = new Outcome.AlreadyDone("no record says what was written any more");
        for (var record : effect.records()) {
            var outcome = inZone(record.zone(), () -> delete(record));
            switch (outcome) {
                case Outcome.Done done -> whole = done;
                case Outcome.AlreadyDone _ -> {}
                default -> {
                    return outcome;
                }
            }
        }
        return whole;
    }

    private Outcome delete(DnsRecord record) {
        var found = find(record);
        if (found.isEmpty()) {
            return new Outcome.AlreadyDone("no record of this name");
        }
        var values = found.get().resourceRecords();
        if (values.size() != 1 || !says(values.getFirst().value(), record)) {
            return new Outcome.AlreadyDone("the record has another's value by now");
        }
        try {
            change(record.zone(), List.of(change(ChangeAction.DELETE, found.get())));
            return new Outcome.Done();
        } catch (InvalidChangeBatchException refused) {
            var message = Refusals.message(refused) + refused.messages();
            if (message.contains("not found") || message.contains("do not match")) {
                return new Outcome.AlreadyDone("gone, or another's, since it was read");
            }
            throw refused;
        }
    }

    /** Starting at a name, Route 53 lists the next one where it is absent: so names are compared. */
    private Optional<ResourceRecordSet> find(DnsRecord record) {
        var listed = Refusals.call(
                "route53:ListResourceRecordSets",
                record.zone(),
                () -> route53.listResourceRecordSets(request -> request.hostedZoneId(record.zone())
                        .startRecordName(record.name().value())
                        .startRecordType(type(record))
                        .maxItems("1")));
        return listed.resourceRecordSets().stream()
                .filter(set -> withoutDot(set.name()).equals(record.name().value()) && set.type() == type(record))
                .findFirst();
    }

    private void change(String zone, List<Change> changes) {
        Refusals.call(
                "route53:ChangeResourceRecordSets",
                zone,
                () -> route53.changeResourceRecordSets(
                        request -> request.hostedZoneId(zone).changeBatch(batch -> batch.changes(changes))));
    }

    private Outcome inZone(String zone, Supplier<Outcome> work) {
        var lock = zones.computeIfAbsent(zone, _ -> new ReentrantLock(true));
        lock.lock();
        try {
            return work.get();
        } catch (NoSuchHostedZoneException absent) {
            return new Outcome.Failed("there is no hosted zone " + zone + ": correct dns.zone of the lifecycle", true);
        } finally {
            lock.unlock();
        }
    }

    private static Map<String, List<DnsRecord>> byZone(List<DnsRecord> records) {
        return records.stream()
                .collect(Collectors.groupingBy(DnsRecord::zone, LinkedHashMap::new, Collectors.toList()));
    }

    private static Change change(ChangeAction action, ResourceRecordSet set) {
        return Change.builder().action(action).resourceRecordSet(set).build();
    }

    private static ResourceRecordSet recordSet(DnsRecord record) {
        return ResourceRecordSet.builder()
                .name(record.name().value())
                .type(type(record))
                .ttl(record.ttl().toSeconds())
                .resourceRecords(ResourceRecord.builder().value(record.value()).build())
                .build();
    }

    private static RRType type(DnsRecord record) {
        return switch (record.type()) {
            case A -> RRType.A;
            case AAAA -> RRType.AAAA;
            case PTR -> RRType.PTR;
        };
    }

    /** A name may come back with a dot at its end, and an IPv6 address has many spellings. */
    private static boolean says(String value, DnsRecord record) {
        return switch (record.type()) {
            case A -> value.equals(record.value());
            case AAAA -> InetAddress.ofLiteral(value).equals(InetAddress.ofLiteral(record.value()));
            case PTR -> withoutDot(value).equals(record.value());
        };
    }

    private static String withoutDot(String name) {
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }
}
