package muster.effects.aws;

import static muster.effects.aws.Items.flag;
import static muster.effects.aws.Items.number;
import static muster.effects.aws.Items.text;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import muster.effects.TransientFault;
import muster.schemas.Effect;
import muster.schemas.Generation;
import muster.schemas.Hostname;
import muster.schemas.InstanceId;
import muster.schemas.Outcome;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.Update;

/**
 * The pool of names: table {@code Hostnames} (Hostname, Exists, Owner, Generation, RestsUntil) and table {@code Instances}
 * (Ident, ItemStatus, InstanceIp, Hostname, Generation, ReleasedGeneration).
 *
 * <p>A claim writes one item of each in one transaction. The item of the instance is what keeps a second claim, of a
 * redelivered effect or of a process that was paused, from taking a second name: it has one already, or this generation
 * has given its name back.
 */
final class Hostnames {
    /** Enough to find a free name in a pool that is not nearly full; where there is none, the next read takes twice as many. */
    private static final int CANDIDATES_AT_FIRST = 8;

    /** How often a claim begins anew because its instance's item changed under it. */
    private static final int MOST_ROUNDS = 5;

    private final DynamoDbClient dynamoDb;
    private final Calls calls;
    private final HostnameItems items;
    private final String hostnames;
    private final String instances;
    private final InstantSource clock;

    Hostnames(DynamoDbClient dynamoDb, Calls calls, HostnameItems items, AwsSettings settings, InstantSource clock) {
        this.dynamoDb = dynamoDb;
        this.calls = calls;
        this.items = items;
        this.hostnames = settings.hostnamesTable();
        this.instances = settings.instancesTable();
        this.clock = clock;
    }

    /**
     * The name is about to be given back: from here on no record is written for it. Without this, a process that was paused
     * could write one between the removal of the record and the release of the name, and nobody would remove it.
     */
    void close(Hostname hostname, InstanceId instance, Generation claimed) {
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
                                    ":claimed", number(claimed.number())))));
        } catch (ConditionalCheckFailedException released) {
            // given back already
        }
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
            var attempt = held.isPresent()
                    ? keep(claim, new Hostname(held.get()), number(mine, "Generation"))
                    : takeAny(claim);
            if (attempt != Attempt.CHANGED_UNDER_US) {
                return attempt.outcome();
            }
        }
        return new Outcome.NotYet("the instance's item kept changing under the claim");
    }

    Outcome release(Effect.ReleaseHostname release) {
        var me = release.instance().value();
        var claimed = release.claimed().number();
        var free = Update.builder()
                .tableName(hostnames)
                .key(Map.of("Hostname", text(release.hostname().value())))
                .updateExpression("SET #exists = :no, #rests = :rests REMOVE #owner, #generation, #leaving")
                .conditionExpression("#owner = :me AND #generation = :claimed")
                .expressionAttributeNames(Map.of(
                        "#exists",
                        "Exists",
                        "#rests",
                        "RestsUntil",
                        "#owner",
                        "Owner",
                        "#generation",
                        "Generation",
                        "#leaving",
                        "Leaving"))
                .expressionAttributeValues(Map.of(
                        ":no", flag(false),
                        ":rests", number(clock.millis() + release.rest().toMillis()),
                        ":me", text(me),
                        ":claimed", number(claimed)))
                .build();
        var forget = Update.builder()
                .tableName(instances)
                .key(Map.of("Ident", text(me)))
                .updateExpression("SET #released = :claimed REMOVE #hostname")
                .conditionExpression("#hostname = :hostname AND #generation = :claimed")
                .expressionAttributeNames(
                        Map.of("#released", "ReleasedGeneration", "#hostname", "Hostname", "#generation", "Generation"))
                .expressionAttributeValues(
                        Map.of(":hostname", text(release.hostname().value()), ":claimed", number(claimed)))
                .build();
        try {
            write(free, forget);
            return new Outcome.Done();
        } catch (TransactionCanceledException canceled) {
            passIfConflict(canceled);
            return failed(canceled, 0)
                    ? new Outcome.AlreadyDone("not held by generation " + claimed + " of this instance")
                    : freeAlone(free);
        }
    }

    /** The instance holds another name, or none: only the stray one is freed. */
    private Outcome freeAlone(Update free) {
        try {
            write(free);
            return new Outcome.Done();
        } catch (TransactionCanceledException canceled) {
            passIfConflict(canceled);
            return new Outcome.AlreadyDone("freed meanwhile");
        }
    }

    /** What came of one way to claim. */
    private record Attempt(Outcome outcome) {
        static final Attempt CHANGED_UNDER_US = new Attempt(new Outcome.NotYet(""));
    }

    /** The instance has a name: from a lost answer, or from an earlier generation that was to keep it. */
    private Attempt keep(Effect.ClaimHostname claim, Hostname held, long heldGeneration) {
        var holding = new HostnameItems.Holding(held, claim.instance(), claim.generation());
        if (heldGeneration == claim.generation().number() && items.isHeld(holding)) {
            return new Attempt(new Outcome.Claimed(held));
        }
        var mine = Map.of(
                ":me", text(claim.instance().value()),
                ":old", number(heldGeneration),
                ":new", number(claim.generation().number()));
        var name = Update.builder()
                .tableName(hostnames)
                .key(Map.of("Hostname", text(held.value())))
                .updateExpression("SET #generation = :new")
                .conditionExpression("#owner = :me AND #generation = :old")
                .expressionAttributeNames(Map.of("#owner", "Owner", "#generation", "Generation"))
                .expressionAttributeValues(mine)
                .build();
        var instance = Update.builder()
                .tableName(instances)
                .key(Map.of("Ident", text(claim.instance().value())))
                .updateExpression("SET #generation = :new, #ip = :ip")
                .conditionExpression("#hostname = :hostname AND #generation = :old")
                .expressionAttributeNames(
                        Map.of("#hostname", "Hostname", "#generation", "Generation", "#ip", "InstanceIp"))
                .expressionAttributeValues(Map.of(
                        ":hostname", text(held.value()),
                        ":old", number(heldGeneration),
                        ":new", number(claim.generation().number()),
                        ":ip", text(claim.address())))
                .build();
        try {
            write(name, instance);
            return new Attempt(new Outcome.Claimed(held));
        } catch (TransactionCanceledException canceled) {
            passIfConflict(canceled);
            if (failed(canceled, 1)) {
                return Attempt.CHANGED_UNDER_US;
            }
            return new Attempt(new Outcome.Failed(
                    "tables disagree: " + instances + " says that " + claim.instance() + " holds " + held + ", "
                            + hostnames + " does not; correct one of the two items",
                    false));
        }
    }

    /** Candidates in random order: from the first on, N launches would fight for N names N² times. */
    private Attempt takeAny(Effect.ClaimHostname claim) {
        var order =
                new ArrayList<>(IntStream.range(0, claim.pool().size()).boxed().toList());
        Collections.shuffle(order);
        int many = CANDIDATES_AT_FIRST;
        for (int from = 0; from < order.size(); from += many, many = Math.min(2 * many, HostnameItems.KEYS_AT_ONCE)) {
            var candidates = order.subList(from, Math.min(order.size(), from + many)).stream()
                    .map(claim.pool()::name)
                    .toList();
            for (var candidate : free(candidates)) {
                try {
                    write(take(claim, candidate), mine(claim, candidate));
                    return new Attempt(new Outcome.Claimed(candidate));
                } catch (TransactionCanceledException canceled) {
                    if (failed(canceled, 1)) {
                        return Attempt.CHANGED_UNDER_US;
                    }
                    // another claim was quicker, or is at it: the next candidate is as good
                }
            }
        }
        return new Attempt(new Outcome.NoFreeName("no free name in "
                + claim.pool().pattern() + ", " + claim.pool().size() + " names"));
    }

    private List<Hostname> free(List<Hostname> candidates) {
        var now = clock.millis();
        var taken = items.read(candidates.stream().map(Hostname::value).toList()).stream()
                .filter(item -> flag(item, "Exists") || number(item, "RestsUntil") > now)
                .flatMap(item -> text(item, "Hostname").stream())
                .toList();
        return candidates.stream().filter(name -> !taken.contains(name.value())).toList();
    }

    private Update take(Effect.ClaimHostname claim, Hostname candidate) {
        return Update.builder()
                .tableName(hostnames)
                .key(Map.of("Hostname", text(candidate.value())))
                .updateExpression("SET #exists = :yes, #owner = :me, #generation = :generation REMOVE #rests, #leaving")
                .conditionExpression("attribute_not_exists(#hostname) OR (#exists = :no AND"
                        + " (attribute_not_exists(#rests) OR #rests <= :now))")
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
                .updateExpression("SET #hostname = :hostname, #generation = :generation, #ip = :ip,"
                        + " #status = if_not_exists(#status, :new)")
                .conditionExpression("attribute_not_exists(#hostname)"
                        + " AND (attribute_not_exists(#released) OR #released < :generation)"
                        + " AND (attribute_not_exists(#generation) OR #generation <= :generation)")
                .expressionAttributeNames(Map.of(
                        "#hostname", "Hostname",
                        "#generation", "Generation",
                        "#released", "ReleasedGeneration",
                        "#ip", "InstanceIp",
                        "#status", "ItemStatus"))
                .expressionAttributeValues(Map.of(
                        ":hostname", text(candidate.value()),
                        ":generation", number(claim.generation().number()),
                        ":ip", text(claim.address()),
                        ":new", text("new")))
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

    private static boolean failed(TransactionCanceledException canceled, int item) {
        return codes(canceled).get(item).equals("ConditionalCheckFailed");
    }

    /** Another transaction was at the same item: nothing is decided, the whole effect is tried again. */
    private static void passIfConflict(TransactionCanceledException canceled) {
        if (codes(canceled).contains("TransactionConflict")) {
            throw new TransientFault("dynamodb: transaction conflict", canceled);
        }
    }

    private static List<String> codes(TransactionCanceledException canceled) {
        return canceled.cancellationReasons().stream()
                .map(CancellationReason::code)
                .map(code -> code == null ? "None" : code)
                .toList();
    }
}
