package muster.effects.aws;

import static muster.effects.aws.Items.number;
import static muster.effects.aws.Items.text;

import java.time.Instant;
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
        /** Nobody has tried it before. */
        record New() implements Entry {}

        /** Somebody was about to send it, and may have. */
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
        var entry = Map.of(
                "Effect", text(effect.id().value()),
                "Generation", number(target.generation().number()),
                "Round", number(target.round()),
                "At", number(now.toEpochMilli()));
        try {
            calls.make(
                    "dynamodb:UpdateItem",
                    instances,
                    () -> dynamoDb.updateItem(request -> request.tableName(instances)
                            .key(key(effect))
                            .updateExpression("SET #sent = :entry")
                            .conditionExpression("attribute_not_exists(#sent) OR #sent.#generation < :generation"
                                    + " OR (#sent.#generation = :generation AND #sent.#round < :round)")
                            .expressionAttributeNames(
                                    Map.of("#sent", attribute(effect), "#generation", "Generation", "#round", "Round"))
                            .expressionAttributeValues(Map.of(
                                    ":entry", AttributeValue.fromM(entry),
                                    ":generation", number(target.generation().number()),
                                    ":round", number(target.round())))
                            .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)));
            return new Entry.New();
        } catch (ConditionalCheckFailedException known) {
            return known(effect, known.item());
        }
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

    /** Notes the command; where a later effect has taken the place meanwhile, there is nothing to note. */
    void sent(Effect.SendCommand effect, CommandId command) {
        try {
            calls.make(
                    "dynamodb:UpdateItem",
                    instances,
                    () -> dynamoDb.updateItem(request -> request.tableName(instances)
                            .key(key(effect))
                            .updateExpression("SET #sent.#command = :command")
                            .conditionExpression("#sent.#effect = :effect")
                            .expressionAttributeNames(
                                    Map.of("#sent", attribute(effect), "#command", "Command", "#effect", "Effect"))
                            .expressionAttributeValues(Map.of(
                                    ":command", text(command.value()),
                                    ":effect", text(effect.id().value())))));
        } catch (ConditionalCheckFailedException _) {
            // the later effect's own look-up does not need this one
        }
    }

    private static Map<String, AttributeValue> key(Effect.SendCommand effect) {
        return Map.of("Ident", text(effect.instance().value()));
    }

    private static String attribute(Effect.SendCommand effect) {
        return "Sent-" + effect.target().step();
    }
}
