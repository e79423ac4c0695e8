package muster.effects.aws;

import static muster.effects.aws.Items.number;
import static muster.effects.aws.Items.text;

import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import muster.schemas.Hostname;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The table of names, for people who look at it. Reads up to 100 names by one call, and never scans. */
public final class HostnameTable {
    /** Of one BatchGetItem. */
    public static final int MOST_AT_ONCE = 100;

    private final BatchRead batches;
    private final InstantSource clock;

    public HostnameTable(AwsClients clients, AwsSettings settings, InstantSource clock) {
        var table = settings.hostnamesTable();
        this.batches = new BatchRead(
                table,
                "Hostname",
                request -> Refusals.call(
                        "dynamodb:BatchGetItem", table, () -> clients.dynamoDb().batchGetItem(request)));
        this.clock = clock;
    }

    /** How a name stands. */
    public enum Standing {
        FREE,
        HELD,
        /** Released a short while ago, and not given yet. */
        RESTING,
        /** Marked as existing without an owner: an operator keeps it from being given. */
        TAKEN_OUT
    }

    /**
     * @param owner the id of the instance that holds it
     * @param generation of that instance; 0 where nobody holds it
     * @param restsUntil while it rests
     */
    public record Entry(
            Hostname hostname,
            Standing standing,
            Optional<String> owner,
            long generation,
            Optional<Instant> restsUntil) {}

    /** AWS does not let us read the table, or cannot now. */
    public static final class RefusedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        RefusedException(String reason, Throwable cause) {
            super(reason, cause);
        }
    }

    /**
     * @param names at most {@link #MOST_AT_ONCE}
     * @throws RefusedException with the action and the resource where AWS refuses
     */
    public List<Entry> read(List<Hostname> names) {
        if (names.isEmpty()) {
            return List.of();
        }
        try {
            var items = new HashMap<String, Map<String, AttributeValue>>();
            batches.read(names.stream().map(Hostname::value).toList())
                    .forEach(item -> items.put(text(item, "Hostname").orElse(""), item));
            return names.stream()
                    .map(name -> entry(name, items.getOrDefault(name.value(), Map.of())))
                    .toList();
        } catch (CallRefused refused) {
            throw new RefusedException(refused.reason() + "; " + refused.remedy(), refused);
        } catch (RuntimeException refused) {
            throw new RefusedException(String.valueOf(refused.getMessage()), refused);
        }
    }

    private Entry entry(Hostname name, Map<String, AttributeValue> item) {
        var owner = text(item, "Owner");
        if (HostnameItems.isMarked(item) || owner.isPresent()) {
            return new Entry(
                    name,
                    owner.isPresent() ? Standing.HELD : Standing.TAKEN_OUT,
                    owner,
                    number(item, "Generation"),
                    Optional.empty());
        }
        var restsUntil = number(item, "RestsUntil");
        return restsUntil > clock.millis()
                ? new Entry(name, Standing.RESTING, Optional.empty(), 0, Optional.of(Instant.ofEpochMilli(restsUntil)))
                : new Entry(name, Standing.FREE, Optional.empty(), 0, Optional.empty());
    }
}
