package muster.effects.aws;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import muster.effects.BatchLane;
import muster.effects.BatchRefused;
import muster.effects.TransientFault;
import muster.effects.aws.HostnameItems.Holding;
import muster.schemas.Generation;
import muster.schemas.InstanceId;
import software.amazon.awssdk.services.route53.Route53Client;
import software.amazon.awssdk.services.route53.model.Change;
import software.amazon.awssdk.services.route53.model.ChangeAction;
import software.amazon.awssdk.services.route53.model.InvalidChangeBatchException;
import software.amazon.awssdk.services.route53.model.ResourceRecordSet;

/**
 * Changes of many effects in one zone, by one ChangeResourceRecordSets. It takes effect whole or not at all. Who owns which
 * name is read after the zone's turn was got, and anew for each request that a refused one is split into.
 */
final class ZoneRequest implements BatchLane.Request<ZoneRequest.Changes, ZoneRequest.Answer> {
    private static final String ACTION = "route53:ChangeResourceRecordSets";

    /** Of a request; an UPSERT counts twice (Route 53 developer guide, Quotas). */
    private static final int MOST_RECORDS = 1000;

    /** Of all values of a request; an UPSERT's count twice (Route 53 developer guide, Quotas). */
    private static final int MOST_CHARACTERS = 32_000;

    /** Tokens of changes that come in the time in which a token for a request does. */
    private static final int WORTH_A_REQUEST = 10;

    private static final Pattern NAMED =
            Pattern.compile("\\[name='([^']+)'|RRSet (?:of type \\S+ )?with DNS name ([^\\s,]+),? ");

    private final String zone;
    private final Route53Client route53;
    private final Calls calls;
    private final HostnameItems items;
    private final Hostnames hostnames;

    /** The request before was. One at a time is under way. */
    private volatile boolean throttled;

    /** One generation of an instance. */
    record Life(InstanceId instance, Generation generation) {}

    /** What became of one effect's changes, where Route 53 has not refused them. */
    enum Answer {
        MADE,
        /** Nothing was changed: its generation does not hold the name, or is over. */
        NOT_HELD,
        /** They were made, and its generation has lost the name while they were: nobody else will undo them. */
        MADE_TOO_LATE
    }

    /**
     * What one effect changes in the zone; it stays together.
     *
     * @param holding of the name that records are written for; absent where records are only removed
     * @param life that no later one may have overtaken; absent where a name says enough
     */
    record Changes(List<Change> changes, Optional<Holding> holding, Optional<Life> life) {
        Changes {
            changes = List.copyOf(changes);
        }

        static Changes writing(List<Change> changes, Holding holding) {
            return new Changes(changes, Optional.of(holding), Optional.empty());
        }

        int records() {
            return changes.stream()
                    .mapToInt(change -> weight(change)
                            * change.resourceRecordSet().resourceRecords().size())
                    .sum();
        }

        int characters() {
            return changes.stream()
                    .mapToInt(change -> weight(change)
                            * change.resourceRecordSet().resourceRecords().stream()
                                    .mapToInt(record -> record.value().length())
                                    .sum())
                    .sum();
        }

        /** What the quota of changes counts. */
        int tokens() {
            return changes.stream().mapToInt(Changes::weight).sum();
        }

        private static int weight(Change change) {
            return change.action() == ChangeAction.UPSERT ? 2 : 1;
        }

        Set<String> sets() {
            return changes.stream()
                    .map(Change::resourceRecordSet)
                    .map(Changes::key)
                    .collect(Collectors.toSet());
        }

        private static String key(ResourceRecordSet set) {
            return set.typeAsString() + " " + withoutDot(set.name());
        }

        private static String withoutDot(String name) {
            return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
        }
    }

    ZoneRequest(String zone, Route53Client route53, Calls calls, HostnameItems items, Hostnames hostnames) {
        this.zone = zone;
        this.route53 = route53;
        this.calls = calls;
        this.items = items;
        this.hostnames = hostnames;
    }

    /** A bucket of changes that is used up would otherwise spend that of requests on one change each. */
    @Override
    public void admit() {
        calls.recordChanges().take(WORTH_A_REQUEST);
        calls.recordChanges().giveBack(WORTH_A_REQUEST);
        calls.admit(ACTION);
    }

    @Override
    public Predicate<Changes> room() {
        return new Room(calls.recordChanges().available());
    }

    /** What AWS takes in one request, what there are tokens for now, and no set twice: AWS refuses that. */
    private static final class Room implements Predicate<Changes> {
        private final Set<String> sets = new HashSet<>();
        private int records = MOST_RECORDS;
        private int characters = MOST_CHARACTERS;
        private int tokens;

        Room(int tokens) {
            this.tokens = tokens;
        }

        @Override
        public boolean test(Changes next) {
            var fits = next.records() <= records
                    && next.characters() <= characters
                    && next.tokens() <= tokens
                    && next.sets().stream().noneMatch(sets::contains);
            if (!fits && !sets.isEmpty()) {
                return false;
            }
            records -= next.records();
            characters -= next.characters();
            tokens -= next.tokens();
            sets.addAll(next.sets());
            return true;
        }
    }

    @Override
    public List<Answer> send(List<Changes> members) {
        var before = held(members);
        var overtaken = overtaken(members);
        var allowed = members.stream()
                .filter(member -> member.holding().stream().allMatch(before::contains))
                .filter(member -> member.life().stream().noneMatch(overtaken::contains))
                .toList();
        if (!allowed.isEmpty()) {
            change(allowed, members);
        }
        // Route 53 knows no condition: a process that was paused here has written for a name that is another's by now
        var after = held(allowed);
        return members.stream()
                .map(member -> member.holding()
                        .map(holding -> answer(before.contains(holding), after.contains(holding)))
                        .orElse(member.life().stream().anyMatch(overtaken::contains) ? Answer.NOT_HELD : Answer.MADE))
                .toList();
    }

    /** The lives after which their instance has claimed a name in a later one. */
    private Set<Life> overtaken(List<Changes> members) {
        var lives = members.stream().flatMap(member -> member.life().stream()).collect(Collectors.toSet());
        var newest =
                hostnames.newestGenerations(lives.stream().map(Life::instance).toList());
        return lives.stream()
                .filter(life ->
                        newest.getOrDefault(life.instance(), Generation.NONE).compareTo(life.generation()) > 0)
                .collect(Collectors.toSet());
    }

    private Set<Holding> held(List<Changes> members) {
        return items.held(
                members.stream().flatMap(member -> member.holding().stream()).toList());
    }

    private static Answer answer(boolean heldBefore, boolean heldAfter) {
        if (!heldBefore) {
            return Answer.NOT_HELD;
        }
        return heldAfter ? Answer.MADE : Answer.MADE_TOO_LATE;
    }

    /** @param members all, for the places of those that are refused */
    private void change(List<Changes> allowed, List<Changes> members) {
        var tokens = allowed.stream().mapToInt(Changes::tokens).sum();
        calls.recordChanges().take(tokens);
        var sent = System.nanoTime();
        try {
            calls.makeAdmitted(
                    ACTION,
                    zone,
                    () -> route53.changeResourceRecordSets(request -> request.hostedZoneId(zone)
                            .changeBatch(batch -> batch.changes(allowed.stream()
                                    .flatMap(member -> member.changes().stream())
                                    .toList()))));
            calls.recordChanges().succeeded(tokens);
            throttled = false;
        } catch (TransientFault fault) {
            if (Refusals.isThrottle(fault)) {
                learn(tokens, sent);
            }
            throw fault;
        } catch (CallRefused refused) {
            // nothing was changed
            calls.recordChanges().giveBack(tokens);
            throw blame(refused, allowed, members);
        }
    }

    /** Who of the members a refusal may be meant for. */
    private static RuntimeException blame(CallRefused refused, List<Changes> allowed, List<Changes> members) {
        if (refused.getCause() instanceof InvalidChangeBatchException invalid) {
            return BatchRefused.naming(refused, named(invalid, allowed, members));
        }
        return switch (refused.meaning()) {
            // a policy may allow the names of one lifecycle and not those of another
            case DENIED -> new BatchRefused(refused, BatchRefused.Blame.GROUP);
            case REQUEST ->
                refused.is("NoSuchHostedZone") ? refused : new BatchRefused(refused, BatchRefused.Blame.MEMBER);
            case TRANSIENT, THROTTLED, CREDENTIALS, CLOCK, TABLE, GONE, CONDITION -> refused;
        };
    }

    /** Route 53 does not say which of its two quotas was used up. The requests' goes first; it is the changes' if that was not it. */
    private void learn(int tokens, long sent) {
        calls.recordChanges().giveBack(tokens);
        if (throttled) {
            calls.recordChanges().throttled(sent);
        }
        throttled = true;
    }

    /** Of some faults, such as a DELETE of what is not there, Route 53 lists all at once, with their sets. */
    private static Set<Integer> named(
            InvalidChangeBatchException refused, List<Changes> allowed, List<Changes> members) {
        var names = NAMED.matcher(Refusals.message(refused) + refused.messages())
                .results()
                .map(found -> Changes.withoutDot(Objects.requireNonNullElseGet(found.group(1), () -> found.group(2))))
                .collect(Collectors.toSet());
        return IntStream.range(0, members.size())
                .filter(place -> allowed.contains(members.get(place)))
                .filter(place -> members.get(place).changes().stream()
                        .map(change ->
                                Changes.withoutDot(change.resourceRecordSet().name()))
                        .anyMatch(names::contains))
                .boxed()
                .collect(Collectors.toSet());
    }
}
