package muster.effects.aws;

import static muster.effects.aws.Items.flag;
import static muster.effects.aws.Items.number;
import static muster.effects.aws.Items.text;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import muster.schemas.Effect;
import muster.schemas.Generation;
import muster.schemas.Hostname;
import muster.schemas.InstanceId;
import muster.schemas.Outcome;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.Update;

/**
 * The pool of names: table {@code Hostnames} (Hostname, Exists, Owner, Generation, RestsUntil) and table {@code Instances}
 * (Ident, ItemStatus, InstanceIp, Hostname, Generation, ReleasedGeneration, {@code Claim-<step>}).
 *
 * <p>A claim writes one item of each in one transaction. The item of the instance is what keeps a second claim, of a
 * redelivered effect or of a process that was paused, from taking a second name: it has one already, or this generation
 * has given its name back, or this very effect has taken one before, whatever became of it.
 */
final class Hostnames {
    /** Enough to find a free name in a pool that is not nearly full; where there is none, the next read takes twice as many. */
    private static final int CANDIDATES_AT_FIRST = 8;

    /** How often a claim begins anew because its instance's item changed under it. */
    private static final int MOST_ROUNDS = 5;

    private static final Logger LOG = LoggerFactory.getLogger(Hostnames.class);

    private final DynamoDbClient dynamoDb;
    private final Calls calls;
    private final HostnameItems items;
    private final String hostnames;
    private final String instances;
    private final BatchRead instanceItems;
    private final InstantSource clock;

    Hostnames(DynamoDbClient dynamoDb, Calls calls, HostnameItems items, AwsSettings settings, InstantSource clock) {
        this.dynamoDb = dynamoDb;
        this.calls = calls;
        this.items = items;
        this.hostnames = settings.hostnamesTable();
        this.instances = settings.instancesTable();
        this.instanceItems = new BatchRead(
                instances,
                "Ident",
                request -> calls.make("dynamodb:BatchGetItem", instances, () -> dynamoDb.batchGetItem(request)));
        this.clock = clock;
    }

    /** Who holds a name at a moment. */
    sealed interface Holder {
        /** Nobody, or the generation that was asked about. */
        record Expected() implements Holder {}

        record NewerGeneration(long generation) implements Holder {}

        record Another(String instance) implements Holder {}
    }

    /**
     * The name is about to be given back: from here on no record is written for it. Without this, a process that was paused
     * could write one between the removal of the record and the release of the name, and nobody would remove it.
     *
     * @return the holder, by a consistent read; only an expected one's record may be removed
     */
    Holder close(Hostname hostname, InstanceId instance, Generation claimed) {
        try {
            calls.make(
                    "dynamodb:UpdateItem",
                    hostnames,
                    () -> dynamoDb.updateItem(request -> request.tableName(hostnames)
                            .key(Map.of("Hostname", text(hostname.value())))
                            .updateExpression("SET #leaving = :yes")
                            .conditionExpression("#owner = :me AND #generation = :claimed")
                            .expressionAttributeNames(
                                    Map.of("#leaving", "Leaving", "#owner", "Owner", "#generation", "Generation"))
                            .expressionAttributeValues(Map.of(
                                    ":yes", flag(true),
                                    ":me", text(instance.value()),
                                    ":claimed", number(claimed.number())))
                            .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)));
            return new Holder.Expected();
        } catch (CallRefused refused) {
            if (refused.getCause() instanceof ConditionalCheckFailedException released) {
                return holder(released.item(), instance, claimed);
            }
            throw refused;
        }
    }

    Holder holder(Hostname hostname, InstanceId instance, Generation claimed) {
        return holder(get(hostnames, "Hostname", hostname.value()), instance, claimed);
    }

    private static Holder holder(Map<String, AttributeValue> item, InstanceId instance, Generation claimed) {
        var owner = text(item, "Owner");
        if (owner.isPresent() && !owner.get().equals(instance.value())) {
            return new Holder.Another(owner.get());
        }
        var generation = number(item, "Generation");
        return owner.isPresent() && generation > claimed.number()
                ? new Holder.NewerGeneration(generation)
                : new Holder.Expected();
    }

    /** The newest generation that has claimed a name, of those instances that have claimed any. */
    Map<InstanceId, Generation> newestGenerations(List<InstanceId> ids) {
        return instanceItems.read(ids.stream().map(InstanceId::value).distinct().toList()).stream()
                .collect(Collectors.toMap(
                        item -> new InstanceId(text(item, "Ident").orElseThrow()),
                        item -> new Generation(Math.toIntExact(number(item, "Generation")))));
    }

    /** Whether this very generation of the instance holds some name, by a consistent read. */
    boolean isNamed(InstanceId instance, Generation generation) {
        var mine = get(instances, "Ident", instance.value());
        return text(mine, "Hostname").isPresent() && number(mine, "Generation") == generation.number();
    }

    Outcome claim(Effect.ClaimHostname claim) {
        for (int round = 0; round < MOST_ROUNDS; round++) {
            var mine = get(instances, "Ident", claim.instance().value());
            var generation = claim.generation().number();
            if (number(mine, "ReleasedGeneration") >= generation || number(mine, "Generation") > generation) {
                return new Outcome.Fenced("generation " + generation + " of the instance is over");
            }
            var held = text(mine, "Hostname");
            if (held.isEmpty() && hasClaimed(mine, claim)) {
                return new Outcome.Fenced("the name that this request, or a later one, took was given back");
            }
            var attempt = held.isPresent()
                    ? keep(claim, new Hostname(held.get()), number(mine, "Generation"), hasClaimed(mine, claim))
                    : takeAny(claim);
            if (attempt != Attempt.CHANGED_UNDER_US) {
                return attempt.outcome();
            }
        }
        return new Outcome.NotYet("the instance's item kept changing under the claim");
    }

    /** Whether this effect, or a later one of its step, has got a name before. */
    private static boolean hasClaimed(Map<String, AttributeValue> mine, Effect.ClaimHostname claim) {
        var claimed = Optional.ofNullable(mine.get(claimAttribute(claim)))
                .map(AttributeValue::m)
                .orElse(Map.of());
        return number(claimed, "Generation") == claim.generation().number()
                && number(claimed, "Round") >= claim.target().round();
    }

    private static String claimAttribute(Effect.ClaimHostname claim) {
        return "Claim-" + claim.target().step();
    }

    private static AttributeValue claimEntry(Effect.ClaimHostname claim) {
        return AttributeValue.fromM(Map.of(
                "Generation", number(claim.generation().number()),
                "Round", number(claim.target().round())));
    }

    /**
     * A name that is taken out stays marked as existing, without an owner, so that nobody claims it; and the generation that
     * held it may claim another one.
     */
    Outcome release(Effect.ReleaseHostname release) {
        var claimed = release.claimed().number();
        var free = free(release);
        var forget = forget(release);
        try {
            write(free, forget);
            return new Outcome.Done();
        } catch (CallRefused refused) {
            var cancellation = Cancellation.of(refused);
            cancellation.onlyConditions();
            if (!cancellation.lost(0)) {
                // the instance holds another name, or none: only the stray one is freed
                return alone(free) ? new Outcome.Done() : new Outcome.AlreadyDone("freed in the meantime");
            }
            if (!cancellation.lost(1)) {
                alone(forget);
            }
            return new Outcome.AlreadyDone("not held by generation " + claimed + " of this instance");
        }
    }

    private Update free(Effect.ReleaseHostname release) {
        var names = new HashMap<String, String>(Map.of(
                "#exists",
                "Exists",
                "#rests",
                "RestsUntil",
                "#owner",
                "Owner",
                "#generation",
                "Generation",
                "#leaving",
                "Leaving"));
        var values = new HashMap<String, AttributeValue>(Map.of(
                ":me", text(release.instance().value()),
                ":claimed", number(release.claimed().number())));
        var update = switch (release.then()) {
            case FREE -> {
                values.put(":no", flag(false));
                values.put(":rests", number(clock.millis() + release.rest().toMillis()));
                yield "SET #exists = :no, #rests = :rests REMOVE #owner, #generation, #leaving";
            }
            case TAKEN_OUT -> {
                values.put(":yes", flag(true));
                yield "SET #exists = :yes REMOVE #owner, #generation, #leaving, #rests";
            }
        };
        return Update.builder()
                .tableName(hostnames)
                .key(Map.of("Hostname", text(release.hostname().value())))
                .updateExpression(update)
                .conditionExpression("#owner = :me AND #generation = :claimed")
                .expressionAttributeNames(names)
                .expressionAttributeValues(values)
                .build();
    }

    private Update forget(Effect.ReleaseHostname release) {
        var names = new HashMap<String, String>(Map.of("#hostname", "Hostname", "#generation", "Generation"));
        var update = switch (release.then()) {
            case FREE -> {
                names.put("#released", "ReleasedGeneration");
                yield "SET #released = :claimed REMOVE #hostname";
            }
            case TAKEN_OUT -> "REMOVE #hostname";
        };
        return Update.builder()
                .tableName(instances)
                .key(Map.of("Ident", text(release.instance().value())))
                .updateExpression(update)
                .conditionExpression("#hostname = :hostname AND #generation = :claimed")
                .expressionAttributeNames(names)
                .expressionAttributeValues(Map.of(
                        ":hostname", text(release.hostname().value()),
                        ":claimed", number(release.claimed().number())))
                .build();
    }

    /** One item by itself; false where its condition does not hold. */
    private boolean alone(Update update) {
        try {
            write(update);
            return true;
        } catch (CallRefused refused) {
            Cancellation.of(refused).onlyConditions();
            return false;
        }
    }

    /** What came of one way to claim. */
    private record Attempt(Outcome outcome) {
        static final Attempt CHANGED_UNDER_US = new Attempt(new Outcome.NotYet(""));
    }

    /**
     * The instance has a name: from a lost answer, or from an earlier generation that was to keep it.
     *
     * @param noted whether the instance's item says that this effect has got it
     */
    private Attempt keep(Effect.ClaimHostname claim, Hostname held, long heldGeneration, boolean noted) {
        var holding = new HostnameItems.Holding(held, claim.instance(), claim.generation());
        if (noted && heldGeneration == claim.generation().number() && items.isHeld(holding)) {
            return new Attempt(new Outcome.Claimed(held));
        }
        if (moved(claim, held, heldGeneration, heldGeneration)) {
            return new Attempt(new Outcome.Claimed(held));
        }
        return heal(claim, held, heldGeneration);
    }

    /**
     * Moves a name to the generation of the claim.
     *
     * @param inNames the generation that the name's item must have
     * @param inInstances the generation that the instance's item must have
     * @return false where one of the items says something else
     */
    private boolean moved(Effect.ClaimHostname claim, Hostname held, long inNames, long inInstances) {
        try {
            write(keepName(claim, held, inNames), keepInstance(claim, held, inInstances));
            return true;
        } catch (CallRefused refused) {
            Cancellation.of(refused).onlyConditions();
            return false;
        }
    }

    private Update keepName(Effect.ClaimHostname claim, Hostname held, long heldGeneration) {
        return Update.builder()
                .tableName(hostnames)
                .key(Map.of("Hostname", text(held.value())))
                .updateExpression("SET #generation = :new")
                .conditionExpression("#owner = :me AND #generation = :old")
                .expressionAttributeNames(Map.of("#owner", "Owner", "#generation", "Generation"))
                .expressionAttributeValues(Map.of(
                        ":me", text(claim.instance().value()),
                        ":old", number(heldGeneration),
                        ":new", number(claim.generation().number())))
                .build();
    }

    private Update keepInstance(Effect.ClaimHostname claim, Hostname held, long heldGeneration) {
        return Update.builder()
                .tableName(instances)
                .key(Map.of("Ident", text(claim.instance().value())))
                .updateExpression("SET #generation = :new, #ip = :ip, #claim = :claim")
                .conditionExpression("#hostname = :hostname AND #generation = :old")
                .expressionAttributeNames(Map.of(
                        "#hostname",
                        "Hostname",
                        "#generation",
                        "Generation",
                        "#ip",
                        "InstanceIp",
                        "#claim",
                        claimAttribute(claim)))
                .expressionAttributeValues(Map.of(
                        ":hostname", text(held.value()),
                        ":old", number(heldGeneration),
                        ":new", number(claim.generation().number()),
                        ":ip", text(claim.address()),
                        ":claim", claimEntry(claim)))
                .build();
    }

    /**
     * The instance's item changed since it was read, or the tables disagree: it says that the instance holds a name, and the
     * name's item does not. Nothing can make the name this instance's as long as its own item has one, so that what the
     * name's item says is final: where it is free or another's, the instance's item is the stale one.
     */
    private Attempt heal(Effect.ClaimHostname claim, Hostname held, long heldGeneration) {
        var item = get(hostnames, "Hostname", held.value());
        if (text(item, "Owner").filter(claim.instance().value()::equals).isEmpty()) {
            if (alone(forgetStale(claim, held, heldGeneration))) {
                LOG.warn(
                        "{} said that {} holds {}, and {} did not: corrected the former",
                        instances,
                        claim.instance(),
                        held,
                        hostnames);
            }
            return Attempt.CHANGED_UNDER_US;
        }
        var inNames = number(item, "Generation");
        if (inNames > claim.generation().number()) {
            return new Attempt(new Outcome.Fenced("generation " + inNames + " of the instance holds " + held));
        }
        return inNames != heldGeneration && moved(claim, held, inNames, heldGeneration)
                ? new Attempt(new Outcome.Claimed(held))
                : Attempt.CHANGED_UNDER_US;
    }

    private Update forgetStale(Effect.ClaimHostname claim, Hostname held, long heldGeneration) {
        return Update.builder()
                .tableName(instances)
                .key(Map.of("Ident", text(claim.instance().value())))
                .updateExpression("REMOVE #hostname, #claim")
                .conditionExpression("#hostname = :hostname AND #generation = :old")
                .expressionAttributeNames(
                        Map.of("#hostname", "Hostname", "#generation", "Generation", "#claim", claimAttribute(claim)))
                .expressionAttributeValues(Map.of(":hostname", text(held.value()), ":old", number(heldGeneration)))
                .build();
    }

    /** Candidates in random order: from the first on, N launches would fight for N names N² times. */
    private Attempt takeAny(Effect.ClaimHostname claim) {
        var order =
                new ArrayList<>(IntStream.range(0, claim.pool().size()).boxed().toList());
        Collections.shuffle(order);
        int many = CANDIDATES_AT_FIRST;
        for (int from = 0; from < order.size(); from += many, many = Math.min(2 * many, BatchRead.KEYS_AT_ONCE)) {
            var candidates = order.subList(from, Math.min(order.size(), from + many)).stream()
                    .map(claim.pool()::name)
                    .toList();
            for (var candidate : free(candidates)) {
                try {
                    write(take(claim, candidate), mine(claim, candidate));
                    return new Attempt(new Outcome.Claimed(candidate));
                } catch (CallRefused refused) {
                    var cancellation = Cancellation.of(refused);
                    if (cancellation.lost(1)) {
                        return Attempt.CHANGED_UNDER_US;
                    }
                    // another claim was quicker, or is at it: the next candidate is as good
                    if (!cancellation.isConflictAlone(0)) {
                        cancellation.onlyConditions();
                    }
                }
            }
        }
        return new Attempt(new Outcome.NoFreeName("no free name in "
                + claim.pool().pattern() + ", " + claim.pool().size() + " names"));
    }

    private List<Hostname> free(List<Hostname> candidates) {
        var now = clock.millis();
        var taken = items.read(candidates.stream().map(Hostname::value).toList()).stream()
                .filter(item -> !HostnameItems.isFree(item, now))
                .flatMap(item -> text(item, "Hostname").stream())
                .toList();
        return candidates.stream().filter(name -> !taken.contains(name.value())).toList();
    }

    private Update take(Effect.ClaimHostname claim, Hostname candidate) {
        return Update.builder()
                .tableName(hostnames)
                .key(Map.of("Hostname", text(candidate.value())))
                .updateExpression("SET #exists = :yes, #owner = :me, #generation = :generation REMOVE #rests, #leaving")
                .conditionExpression("attribute_not_exists(#hostname) OR ("
                        + "(attribute_not_exists(#exists) OR #exists = :no)"
                        + " AND attribute_not_exists(#owner)"
                        + " AND (attribute_not_exists(#rests) OR #rests <= :now))")
                .expressionAttributeNames(Map.of(
                        "#hostname", "Hostname",
                        "#exists", "Exists",
                        "#owner", "Owner",
                        "#generation", "Generation",
                        "#rests", "RestsUntil",
                        "#leaving", "Leaving"))
                .expressionAttributeValues(Map.of(
                        ":yes", flag(true),
                        ":no", flag(false),
                        ":me", text(claim.instance().value()),
                        ":generation", number(claim.generation().number()),
                        ":now", number(clock.millis())))
                .build();
    }

    private Update mine(Effect.ClaimHostname claim, Hostname candidate) {
        return Update.builder()
                .tableName(instances)
                .key(Map.of("Ident", text(claim.instance().value())))
                .updateExpression("SET #hostname = :hostname, #generation = :generation, #ip = :ip, #claim = :claim,"
                        + " #status = if_not_exists(#status, :new)")
                .conditionExpression("attribute_not_exists(#hostname)"
                        + " AND (attribute_not_exists(#released) OR #released < :generation)"
                        + " AND (attribute_not_exists(#generation) OR #generation <= :generation)"
                        + " AND (attribute_not_exists(#claim) OR #claim.#generation < :generation"
                        + " OR (#claim.#generation = :generation AND #claim.#round < :round))")
                .expressionAttributeNames(Map.of(
                        "#hostname", "Hostname",
                        "#generation", "Generation",
                        "#released", "ReleasedGeneration",
                        "#ip", "InstanceIp",
                        "#status", "ItemStatus",
                        "#claim", claimAttribute(claim),
                        "#round", "Round"))
                .expressionAttributeValues(Map.of(
                        ":hostname", text(candidate.value()),
                        ":generation", number(claim.generation().number()),
                        ":ip", text(claim.address()),
                        ":new", text("new"),
                        ":claim", claimEntry(claim),
                        ":round", number(claim.target().round())))
                .build();
    }

    private Map<String, AttributeValue> get(String table, String key, String value) {
        return calls.make(
                        "dynamodb:GetItem",
                        table,
                        () -> dynamoDb.getItem(request -> request.tableName(table)
                                .key(Map.of(key, text(value)))
                                .consistentRead(true)))
                .item();
    }

    private void write(Update... updates) {
        var items = List.of(updates).stream()
                .map(update -> TransactWriteItem.builder().update(update).build())
                .toList();
        calls.make(
                "dynamodb:UpdateItem",
                hostnames + ", " + instances,
                () -> dynamoDb.transactWriteItems(request -> request.transactItems(items)));
    }
}
