package muster.effects.aws;

import static muster.effects.aws.Items.flag;
import static muster.effects.aws.Items.number;
import static muster.effects.aws.Items.text;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import muster.schemas.CommandId;
import muster.schemas.Effect;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;

/**
 * What was about to be sent to an instance, written before it is sent: an attribute {@code Sent-<step>} of its item in
 * the table {@code Instances}. SendCommand takes no client token; this is what tells a first delivery from a second, and
 * what stops a process that was paused while another went on.
 */
final class CommandLedger {
    private final DynamoDbClient dynamoDb;
    private final Calls calls;
    private final String instances;

    /** What stands in the ledger for an effect that is to be sent. */
    sealed interface Entry {
        /** It has not been sent before: no process has tried, or AWS has refused the call. */
        record New(Instant at) implements Entry {}

        /** A process was about to send it, and may have. */
        record Begun(Instant at) implements Entry {}

        record Sent(CommandId command) implements Entry {}

        /** A later effect of this step was begun: this one's time is over. */
        record Superseded(String by) implements Entry {}
    }

    CommandLedger(DynamoDbClient dynamoDb, Calls calls, String instances) {
        this.dynamoDb = dynamoDb;
        this.calls = calls;
        this.instances = instances;
    }

    Entry begin(Effect.SendCommand effect, Instant now) {
        var target = effect.target();
        try {
            calls.make(
                    "dynamodb:UpdateItem",
                    instances,
                    () -> dynamoDb.updateItem(request -> request.tableName(instances)
                            .key(key(effect))
                            .updateExpression("SET #sent = :entry")
                            .conditionExpression("attribute_not_exists(#sent) OR #sent.#generation < :generation"
                                    + " OR (#sent.#generation = :generation AND #sent.#round < :round)"
                                    + " OR (#sent.#effect = :effect AND #sent.#refused = :yes)")
                            .expressionAttributeNames(Map.of(
                                    "#sent",
                                    attribute(effect),
                                    "#generation",
                                    "Generation",
                                    "#round",
                                    "Round",
                                    "#effect",
                                    "Effect",
                                    "#refused",
                                    "Refused"))
                            .expressionAttributeValues(Map.of(
                                    ":entry", entry(effect, now),
                                    ":generation", number(target.generation().number()),
                                    ":round", number(target.round()),
                                    ":effect", text(effect.id().value()),
                                    ":yes", flag(true)))
                            .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)));
            return new Entry.New(now);
        } catch (CallRefused refused) {
            return known(effect, lost(refused).item());
        }
    }

    /**
     * Takes a begun entry over, to send once more; its time becomes a new one.
     *
     * @param begun as the entry was read
     * @return false where another process has gone on with it in the meantime
     */
    boolean takeOver(Effect.SendCommand effect, Instant begun, Instant now) {
        return change(
                effect,
                "SET #sent = :entry",
                "#sent.#effect = :effect AND #sent.#at = :begun AND attribute_not_exists(#sent.#command)",
                Map.of("#effect", "Effect", "#at", "At", "#command", "Command"),
                Map.of(
                        ":entry", entry(effect, now),
                        ":effect", text(effect.id().value()),
                        ":begun", number(begun.toEpochMilli())));
    }

    /** Notes that AWS has refused the call that was begun: it had no effect, and nobody needs to look for one. */
    void refused(Effect.SendCommand effect, Instant begun) {
        change(
                effect,
                "SET #sent.#refused = :yes",
                "#sent.#effect = :effect AND #sent.#at = :begun AND attribute_not_exists(#sent.#command)",
                Map.of("#effect", "Effect", "#at", "At", "#command", "Command", "#refused", "Refused"),
                Map.of(
                        ":yes", flag(true),
                        ":effect", text(effect.id().value()),
                        ":begun", number(begun.toEpochMilli())));
    }

    private static AttributeValue entry(Effect.SendCommand effect, Instant now) {
        return AttributeValue.fromM(Map.of(
                "Effect", text(effect.id().value()),
                "Generation", number(effect.target().generation().number()),
                "Round", number(effect.target().round()),
                "At", number(now.toEpochMilli())));
    }

    private static ConditionalCheckFailedException lost(CallRefused refused) {
        if (refused.getCause() instanceof ConditionalCheckFailedException lost) {
            return lost;
        }
        throw refused;
    }

    private static Entry known(Effect.SendCommand effect, Map<String, AttributeValue> item) {
        var sent = Optional.ofNullable(item.get(attribute(effect)))
                .map(AttributeValue::m)
                .orElse(Map.of());
        var by = text(sent, "Effect").orElse("");
        if (!by.equals(effect.id().value())) {
            return new Entry.Superseded(by);
        }
        return text(sent, "Command")
                .<Entry>map(command -> new Entry.Sent(new CommandId(command)))
                .orElseGet(() -> new Entry.Begun(Instant.ofEpochMilli(number(sent, "At"))));
    }

    /** Notes the command; where a later effect has taken the place in the meantime, there is nothing to note. */
    void sent(Effect.SendCommand effect, CommandId command) {
        change(
                effect,
                "SET #sent.#command = :command",
                "#sent.#effect = :effect",
                Map.of("#command", "Command", "#effect", "Effect"),
                Map.of(
                        ":command",
                        text(command.value()),
                        ":effect",
                        text(effect.id().value())));
    }

    /** False where the condition does not hold. */
    private boolean change(
            Effect.SendCommand effect,
            String update,
            String condition,
            Map<String, String> names,
            Map<String, AttributeValue> values) {
        var all = new HashMap<>(names);
        all.put("#sent", attribute(effect));
        try {
            calls.make(
                    "dynamodb:UpdateItem",
                    instances,
                    () -> dynamoDb.updateItem(request -> request.tableName(instances)
                            .key(key(effect))
                            .updateExpression(update)
                            .conditionExpression(condition)
                            .expressionAttributeNames(all)
                            .expressionAttributeValues(values)));
            return true;
        } catch (CallRefused refused) {
            lost(refused);
            return false;
        }
    }

    private static Map<String, AttributeValue> key(Effect.SendCommand effect) {
        return Map.of("Ident", text(effect.instance().value()));
    }

    private static String attribute(Effect.SendCommand effect) {
        return "Sent-" + effect.target().step();
    }
}
