package muster.effects.aws;

import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import muster.effects.BatchLane;
import muster.effects.aws.HostnameItems.Holding;
import muster.schemas.DnsRecord;
import muster.schemas.Effect;
import muster.schemas.Hostname;
import muster.schemas.Outcome;
import software.amazon.awssdk.services.route53.Route53Client;
import software.amazon.awssdk.services.route53.model.Change;
import software.amazon.awssdk.services.route53.model.ChangeAction;
import software.amazon.awssdk.services.route53.model.InvalidChangeBatchException;
import software.amazon.awssdk.services.route53.model.InvalidInputException;
import software.amazon.awssdk.services.route53.model.NoSuchHostedZoneException;
import software.amazon.awssdk.services.route53.model.RRType;
import software.amazon.awssdk.services.route53.model.ResourceRecord;
import software.amazon.awssdk.services.route53.model.ResourceRecordSet;

/**
 * Address records and their reverses. UPSERT overwrites anybody's, and Route 53 knows no condition: so the name's owner is
 * read first, with consistency, and a released name rests before it is given again. One request at a time in each zone,
 * since Route 53 refuses overlapping ones, and as many changes in it as wait; what fails in the second of two zones is done
 * again in both, which is harmless.
 */
final class Records {
    private final Route53Client route53;
    private final Calls calls;
    private final AwsLanes lanes;
    private final Hostnames hostnames;
    private final HostnameItems items;
    private final Map<String, BatchLane<ZoneRequest.Changes, Outcome>> zones = new ConcurrentHashMap<>();

    Records(Route53Client route53, Calls calls, AwsLanes lanes, Hostnames hostnames, HostnameItems items) {
        this.route53 = route53;
        this.calls = calls;
        this.lanes = lanes;
        this.hostnames = hostnames;
        this.items = items;
    }

    Outcome upsert(Effect.UpsertDns effect) {
        var holding = new Holding(effect.hostname(), effect.instance(), effect.generation());
        for (var zone : byZone(effect.records()).entrySet()) {
            var upserts = zone.getValue().stream()
                    .map(record -> change(ChangeAction.UPSERT, recordSet(record)))
                    .toList();
            var outcome =
                    inZone(zone.getKey(), lane -> lane.ask(new ZoneRequest.Changes(upserts, Optional.of(holding))));
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
            var outcome = inZone(record.zone(), lane -> delete(lane, record));
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

    /** A DELETE removes only what it says: so as we wrote it first, and a look at the zone where that isn't there. */
    private Outcome delete(BatchLane<ZoneRequest.Changes, Outcome> lane, DnsRecord record) {
        try {
            return delete(lane, recordSet(record));
        } catch (InvalidChangeBatchException | InvalidInputException refused) {
            return deleteAsFound(lane, record);
        }
    }

    private Outcome deleteAsFound(BatchLane<ZoneRequest.Changes, Outcome> lane, DnsRecord record) {
        var found = find(record);
        if (found.isEmpty()) {
            return new Outcome.AlreadyDone("no record of this name");
        }
        var values = found.get().resourceRecords();
        if (values.size() != 1 || !says(values.getFirst().value(), record)) {
            return new Outcome.AlreadyDone("the record has another's value by now");
        }
        try {
            return delete(lane, found.get());
        } catch (InvalidChangeBatchException refused) {
            var message = Refusals.message(refused) + refused.messages();
            if (message.contains("not found") || message.contains("do not match")) {
                return new Outcome.AlreadyDone("gone, or another's, since it was read");
            }
            throw refused;
        }
    }

    private static Outcome delete(BatchLane<ZoneRequest.Changes, Outcome> lane, ResourceRecordSet set) {
        return lane.ask(new ZoneRequest.Changes(List.of(change(ChangeAction.DELETE, set)), Optional.empty()));
    }

    /** Starting at a name, Route 53 lists the next one where it is absent: so names are compared. */
    private Optional<ResourceRecordSet> find(DnsRecord record) {
        var listed = calls.make(
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

    private Outcome inZone(String zone, Function<BatchLane<ZoneRequest.Changes, Outcome>, Outcome> work) {
        try {
            return work.apply(zones.computeIfAbsent(zone, this::open));
        } catch (NoSuchHostedZoneException absent) {
            return new Outcome.Failed("there is no hosted zone " + zone + ": correct dns.zone of the lifecycle", true);
        }
    }

    private BatchLane<ZoneRequest.Changes, Outcome> open(String zone) {
        return lanes.open("records", 1, new ZoneRequest(zone, route53, calls, items));
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
