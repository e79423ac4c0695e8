package muster.effects.aws;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import muster.schemas.CommandId;
import muster.schemas.CommandStatus;
import muster.schemas.Effect;
import muster.schemas.Outcome;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.Command;
import software.amazon.awssdk.services.ssm.model.CommandFilter;
import software.amazon.awssdk.services.ssm.model.CommandFilterKey;
import software.amazon.awssdk.services.ssm.model.InvalidDocumentException;
import software.amazon.awssdk.services.ssm.model.InvalidInstanceIdException;
import software.amazon.awssdk.services.ssm.model.InvalidParametersException;

/**
 * Run Command. Its only effect that AWS cannot be told to take once: the effect's id goes into the comment, a ledger is
 * written first, and a delivery that finds its id in the ledger looks for a command with its comment before it sends
 * again. SSM documents no consistency for ListCommands, so the document leaves a marker on the host as the last fence.
 */
final class Commands {
    private static final String COMMENT = "muster ";

    /** Our clock may be ahead of AWS's. */
    private static final Duration SKEW = Duration.ofMinutes(5);

    private final SsmClient ssm;
    private final Calls calls;
    private final CommandLedger ledger;
    private final InstantSource clock;

    Commands(SsmClient ssm, Calls calls, CommandLedger ledger, InstantSource clock) {
        this.ssm = ssm;
        this.calls = calls;
        this.ledger = ledger;
        this.clock = clock;
    }

    Outcome send(Effect.SendCommand effect) {
        return switch (ledger.begin(effect, clock.instant())) {
            case CommandLedger.Entry.New _ -> sendNow(effect);
            case CommandLedger.Entry.Begun(var at) ->
                find(effect, at.minus(SKEW)).map(found -> noted(effect, found)).orElseGet(() -> sendNow(effect));
            case CommandLedger.Entry.Sent(var command) -> new Outcome.CommandSent(command);
            case CommandLedger.Entry.Superseded(var by) -> new Outcome.Fenced("superseded by " + by);
        };
    }

    private Outcome sendNow(Effect.SendCommand effect) {
        try {
            var answer = calls.make(
                    "ssm:SendCommand",
                    effect.document(),
                    () -> ssm.sendCommand(request -> request.documentName(effect.document())
                            .instanceIds(effect.instance().value())
                            .comment(COMMENT + effect.id())
                            .parameters(parameters(effect))));
            return noted(effect, new CommandId(answer.command().commandId()));
        } catch (InvalidInstanceIdException notReady) {
            // no permission, agent not running, not registered, or the wrong state: SSM has one code for all four
            return new Outcome.NotYet("SSM does not take commands for the instance yet");
        } catch (InvalidDocumentException absent) {
            return new Outcome.Failed(
                    "there is no SSM document " + effect.document() + " in this region: create it", true);
        } catch (InvalidParametersException wrong) {
            return new Outcome.Failed(
                    "the document " + effect.document() + " refuses its parameters: " + Refusals.message(wrong), true);
        }
    }

    private Outcome noted(Effect.SendCommand effect, CommandId command) {
        ledger.sent(effect, command);
        return new Outcome.CommandSent(command);
    }

    private Optional<CommandId> find(Effect.SendCommand effect, Instant after) {
        var since = CommandFilter.builder()
                .key(CommandFilterKey.INVOKED_AFTER)
                .value(after.truncatedTo(ChronoUnit.SECONDS).toString())
                .build();
        return calls.make(
                "ssm:ListCommands",
                effect.instance().value(),
                () -> ssm
                        .listCommandsPaginator(request ->
                                request.instanceId(effect.instance().value()).filters(since))
                        .commands()
                        .stream()
                        .filter(command -> (COMMENT + effect.id()).equals(command.comment()))
                        .map(Command::commandId)
                        .map(CommandId::new)
                        .findFirst());
    }

    Outcome check(Effect.CheckCommand effect) {
        var answer = calls.make(
                "ssm:ListCommandInvocations",
                effect.instance().value(),
                () -> ssm.listCommandInvocations(
                        request -> request.commandId(effect.command().value())
                                .instanceId(effect.instance().value())));
        return answer.commandInvocations().stream()
                .findFirst()
                .<Outcome>map(invocation -> new Outcome.CommandSeen(
                        effect.command(),
                        CommandStatus.of(
                                Optional.ofNullable(invocation.statusDetails()).orElse(invocation.statusAsString()))))
                // the list is eventually consistent
                .orElseGet(() -> new Outcome.NotYet("SSM does not show the command yet"));
    }

    private static Map<String, List<String>> parameters(Effect.SendCommand effect) {
        return effect.parameters().entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> List.of(entry.getValue())));
    }
}
