package muster.effects.aws;

import java.util.ArrayList;
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
import software.amazon.awssdk.services.route53.model.RRType;
import software.amazon.awssdk.services.route53.model.ResourceRecord;
import software.amazon.awssdk.services.route53.model.ResourceRecordSet;

/**
 * Address records and their reverses. Route 53 knows no condition but one: CREATE fails where the record set exists. So a
 * record is created first; where that is refused, the zone is looked at, and what is not Muster's stays. The name's owner is
 * read before and after, with consistency. One request at a time in each zone, since Route 53 refuses overlapping ones, and
 * as many changes in it as wait; what fails in the second of two zones is done again in both, which is harmless.
 */
final class Records {
    /** Created, looked at, and once more where another writer was quicker in between. */
    private static final int MOST_ROUNDS = 4;

    private final Route53Client route53;
    private final Calls calls;
    private final AwsLanes lanes;
    private final Hostnames hostnames;
    private final HostnameItems items;
    private final Map<String, BatchLane<ZoneRequest.Changes, ZoneRequest.Answer>> zones = new ConcurrentHashMap<>();
    private final Map<String, BatchLane<String, List<ResourceRecordSet>>> searches = new ConcurrentHashMap<>();

    Records(Route53Client route53, Calls calls, AwsLanes lanes, Hostnames hostnames, HostnameItems items) {
        this.route53 = route53;
        this.calls = calls;
        this.lanes = lanes;
        this.hostnames = hostnames;
        this.items = items;
    }

    Outcome upsert(Effect.UpsertDns effect) {
        for (var zone : byZone(effect.records()).entrySet()) {
            var outcome = inZone(zone.getKey(), lane -> new Writing(effect, zone.getValue(), lane).outcome());
            if (!(outcome instanceof Outcome.Done)) {
                return outcome;
            }
        }
        return new Outcome.Done();
    }

    /** One effect's records in one zone. */
    private final class Writing {
        private final Effect.UpsertDns effect;
        private final List<DnsRecord> records;
        private final Holding holding;
        private final BatchLane<ZoneRequest.Changes, ZoneRequest.Answer> lane;

        Writing(
                Effect.UpsertDns effect,
                List<DnsRecord> records,
                BatchLane<ZoneRequest.Changes, ZoneRequest.Answer> lane) {
            this.effect = effect;
            this.records = records;
            this.holding = new Holding(effect.hostname(), effect.instance(), effect.generation());
            this.lane = lane;
        }

        Outcome outcome() {
            // where a record of the instance is known to exist, CREATE would only be refused
            var plan = records.stream().anyMatch(this::isReplaced) ? look() : create();
            for (int round = 1; ; round++) {
                try {
                    return carryOut(plan);
                } catch (CallRefused refused) {
                    if (!isInvalid(refused) || round == MOST_ROUNDS) {
                        throw refused;
                    }
                    var next = look();
                    // nothing stands there that explains the refusal, and nothing stood there a moment ago
                    if (next.equals(plan) && !text(refused).contains("already exists")) {
                        throw refused;
                    }
                    plan = next;
                }
            }
        }

        private boolean isReplaced(DnsRecord record) {
            return effect.replaces().stream().anyMatch(record::isSameSetAs);
        }

        private Plan create() {
            return new Plan.Write(records.stream()
                    .map(record -> change(ChangeAction.CREATE, recordSet(record)))
                    .toList());
        }

        private Plan look() {
            var changes = new ArrayList<Change>();
            for (var record : records) {
                var found = found(record);
                switch (RecordComparison.of(record, effect.replaces(), found)) {
                    case ABSENT -> changes.add(change(ChangeAction.CREATE, recordSet(record)));
                    case WRITTEN -> {}
                    case REPLACEABLE -> changes.add(change(ChangeAction.UPSERT, recordSet(record)));
                    case FOREIGN -> {
                        return new Plan.Refuse("the record " + record.type() + " " + record.name() + " of zone "
                                + record.zone() + " is not Muster's: " + RecordComparison.words(record, found));
                    }
                }
            }
            return new Plan.Write(changes);
        }

        private Outcome carryOut(Plan plan) {
            return switch (plan) {
                case Plan.Refuse(var reason) -> items.isHeld(holding) ? new Outcome.NameRefused(reason) : notHeld();
                case Plan.Write(var changes)
                when changes.isEmpty() -> items.isHeld(holding) ? new Outcome.Done() : notHeld();
                case Plan.Write(var changes) ->
                    switch (lane.ask(ZoneRequest.Changes.writing(changes, holding))) {
                        case MADE -> new Outcome.Done();
                        case NOT_HELD -> notHeld();
                        case MADE_TOO_LATE -> {
                            takeBack();
                            yield notHeld();
                        }
                    };
            };
        }

        /** Unless this instance has the name again: then the record says what its new life would write. */
        private void takeBack() {
            switch (hostnames.holder(effect.hostname(), effect.instance(), effect.generation())) {
                case Hostnames.Holder.NewerGeneration _ -> {}
                case Hostnames.Holder.Expected _, Hostnames.Holder.Another _ ->
                    records.forEach(record -> new Removal(lane, Optional.empty()).of(record));
            }
        }

        private Outcome notHeld() {
            return new Outcome.Fenced(effect.hostname() + " is not held by this generation any more");
        }
    }

    /** What is to be done in a zone. */
    private sealed interface Plan {
        record Write(List<Change> changes) implements Plan {}

        record Refuse(String reason) implements Plan {}
    }

    /** Removes what still says what we wrote; what another has written there by now stays. */
    Outcome delete(Effect.DeleteDns effect) {
        var overtaken = overtaken(effect);
        if (overtaken.isPresent()) {
            return overtaken.get();
        }
        var life = Optional.of(new ZoneRequest.Life(effect.instance(), effect.generation()))
                .filter(_ -> effect.closes().isEmpty());
        Outcome whole = new Outcome.AlreadyDone("no record says what was written any more");
        for (var record : effect.records()) {
            var outcome = inZone(record.zone(), lane -> new Removal(lane, life).of(record));
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

    /**
     * A record that the next life of this instance, or the next owner of the name, has written may say the very same. So a
     * DELETE whose time is over, of a process that was paused, stops here.
     */
    private Optional<Outcome> overtaken(Effect.DeleteDns effect) {
        if (effect.closes().isEmpty()) {
            // no name to look at: the generations are compared once the zone's turn has come
            return Optional.empty();
        }
        var hostname = new Hostname(effect.closes());
        return switch (hostnames.close(hostname, effect.instance(), effect.claimed())) {
            case Hostnames.Holder.Expected _ -> Optional.empty();
            case Hostnames.Holder.NewerGeneration(var generation) ->
                Optional.of(new Outcome.Fenced("generation " + generation + " of the instance holds " + hostname));
            case Hostnames.Holder.Another(var owner) ->
                Optional.of(new Outcome.AlreadyDone(hostname + " and its record are " + owner + "'s by now"));
        };
    }

    /**
     * Removes one record after another.
     *
     * @param life that no later one may have overtaken, where the name's item does not say so
     */
    private final class Removal {
        private final BatchLane<ZoneRequest.Changes, ZoneRequest.Answer> lane;
        private final Optional<ZoneRequest.Life> life;

        Removal(BatchLane<ZoneRequest.Changes, ZoneRequest.Answer> lane, Optional<ZoneRequest.Life> life) {
            this.lane = lane;
            this.life = life;
        }

        /** A DELETE removes only what it says: so as we wrote it first, and a look at the zone where that isn't there. */
        Outcome of(DnsRecord record) {
            try {
                return of(recordSet(record));
            } catch (CallRefused refused) {
                if (isInvalid(refused)) {
                    return asFound(record);
                }
                throw refused;
            }
        }

        private Outcome asFound(DnsRecord record) {
            var found = found(record).stream()
                    .filter(set -> set.type() == type(record))
                    .toList();
            if (found.isEmpty()) {
                return new Outcome.AlreadyDone("no record of this name");
            }
            if (!RecordComparison.says(found, record)) {
                return new Outcome.AlreadyDone("the record has another's value by now");
            }
            try {
                return of(found.getFirst());
            } catch (CallRefused refused) {
                if (isInvalid(refused)
                        && (text(refused).contains("not found") || text(refused).contains("do not match"))) {
                    return new Outcome.AlreadyDone("gone, or another's, since it was read");
                }
                throw refused;
            }
        }

        private Outcome of(ResourceRecordSet set) {
            var changes = List.of(change(ChangeAction.DELETE, set));
            return switch (lane.ask(new ZoneRequest.Changes(changes, Optional.empty(), life))) {
                case MADE, MADE_TOO_LATE -> new Outcome.Done();
                case NOT_HELD -> new Outcome.Fenced("a later generation of the instance has claimed a name since");
            };
        }
    }

    private static boolean isInvalid(CallRefused refused) {
        return refused.is("InvalidChangeBatch") || refused.is("InvalidInput");
    }

    private static String text(CallRefused refused) {
        return refused.getCause() instanceof InvalidChangeBatchException invalid
                ? refused.words() + invalid.messages()
                : refused.words();
    }

    /** All sets of a record's name. */
    private List<ResourceRecordSet> found(DnsRecord record) {
        return searches.computeIfAbsent(
                        record.zone(), zone -> lanes.open("find-records", 1, new ZoneSearch(zone, route53, calls)))
                .ask(record.name().value());
    }

    private Outcome inZone(String zone, Function<BatchLane<ZoneRequest.Changes, ZoneRequest.Answer>, Outcome> work) {
        try {
            return work.apply(zones.computeIfAbsent(zone, this::open));
        } catch (CallRefused refused) {
            throw refused.is("NoSuchHostedZone")
                    ? refused.explained(
                            "there is no hosted zone " + zone + " in this account",
                            "correct dns.zone of the lifecycle, or the variable that it takes it from")
                    : refused;
        }
    }

    private BatchLane<ZoneRequest.Changes, ZoneRequest.Answer> open(String zone) {
        return lanes.open("records", 1, new ZoneRequest(zone, route53, calls, items, hostnames));
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

    static RRType type(DnsRecord record) {
        return switch (record.type()) {
            case A -> RRType.A;
            case AAAA -> RRType.AAAA;
            case PTR -> RRType.PTR;
        };
    }
}
