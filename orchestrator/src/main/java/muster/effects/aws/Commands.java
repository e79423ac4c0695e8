package muster.effects.aws;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import muster.effects.BatchLane;
import muster.effects.TransientFault;
import muster.schemas.CommandId;
import muster.schemas.CommandStatus;
import muster.schemas.Effect;
import muster.schemas.Outcome;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.DocumentHashType;
import software.amazon.awssdk.services.ssm.model.SendCommandRequest;
import software.amazon.awssdk.services.ssm.model.SendCommandResponse;

/**
 * Run Command. Its only effect that AWS cannot be told to take once: the effect's id goes into the comment, a ledger is
 * written first, and a delivery that finds its id in the ledger looks for a command with its comment before it sends
 * again. SSM documents no consistency for ListCommands: so it is looked at again for some seconds before it is believed that
 * nothing was sent, and the document leaves a marker on the host as the last fence.
 */
final class Commands {
    private static final String COMMENT = "muster ";

    /** How long a command that was taken may be missing from SSM's list. */
    static final Duration LIST_LAG = Duration.ofSeconds(15);

    private static final int SEARCHES_IN_FLIGHT = 2;
    private static final Outcome NOT_SHOWN = new Outcome.NotYet("SSM does not show the command yet");

    private final SsmClient ssm;
    private final Calls calls;
    private final CommandLedger ledger;
    private final BatchLane<CommandSearch.Wanted, Optional<CommandId>> searches;
    private final InstantSource clock;
    private final Duration listLag;

    Commands(SsmClient ssm, Calls calls, AwsLanes lanes, CommandLedger ledger, InstantSource clock, Duration listLag) {
        this.ssm = ssm;
        this.calls = calls;
        this.ledger = ledger;
        this.searches = lanes.open("find-commands", SEARCHES_IN_FLIGHT, new CommandSearch(ssm, calls));
        this.clock = clock;
        this.listLag = listLag;
    }

    /** @throws TransientFault also where it is not known yet whether an earlier delivery has sent it */
    Outcome send(Effect.SendCommand effect) {
        return switch (ledger.begin(effect, now())) {
            case CommandLedger.Entry.New(var at) -> sendNow(effect, at);
            case CommandLedger.Entry.Begun(var at) ->
                find(effect, at).map(found -> noted(effect, found)).orElseGet(() -> sendAgain(effect, at));
            case CommandLedger.Entry.Sent(var command) -> new Outcome.CommandSent(command);
            case CommandLedger.Entry.Superseded(var by) -> new Outcome.Fenced("superseded by " + by);
        };
    }

    /** The ledger has milliseconds, and compares for equality. */
    private Instant now() {
        return Instant.ofEpochMilli(clock.millis());
    }

    private Outcome sendAgain(Effect.SendCommand effect, Instant begun) {
        var now = now();
        if (now.isBefore(begun.plus(listLag))) {
            throw new TransientFault(
                    "ssm:ListCommands does not show the command that an earlier try may have sent, and may show it"
                            + " within " + listLag.toSeconds() + " s",
                    "");
        }
        if (!ledger.takeOver(effect, begun, now)) {
            throw new TransientFault("another process is about to send the command of " + effect.id(), "");
        }
        return sendNow(effect, now);
    }

    /** @param begun the time of the ledger's entry */
    private Outcome sendNow(Effect.SendCommand effect, Instant begun) {
        SendCommandResponse answer;
        try {
            answer = calls.make("ssm:SendCommand", effect.document(), () -> ssm.sendCommand(request(effect)));
        } catch (TransientFault fault) {
            if (Refusals.isThrottle(fault)) {
                noteRefusal(effect, begun);
            }
            throw fault;
        } catch (CallRefused refused) {
            if (refused.meaning() == Meaning.GONE) {
                // no permission, agent not running, not registered, or the wrong state: SSM has one code for all four
                return new Outcome.NotYet("SSM does not take commands for the instance yet");
            }
            noteRefusal(effect, begun);
            throw explained(effect, refused);
        }
        // not above: a ledger that can't be written says nothing about the command, which was sent
        return noted(effect, new CommandId(answer.command().commandId()));
    }

    /** Without the note, the next try looks for a command first: slower, and as right. */
    private void noteRefusal(Effect.SendCommand effect, Instant begun) {
        try {
            ledger.refused(effect, begun);
        } catch (TransientFault | CallRefused _) {
            // what SSM has said is more to the point
        }
    }

    private static CallRefused explained(Effect.SendCommand effect, CallRefused refused) {
        var document = effect.document()
                + (effect.version().isEmpty() ? "" : " of version " + effect.version())
                + (effect.hash().isEmpty() ? "" : " with the hash " + effect.hash());
        if (refused.is("InvalidDocument") || refused.is("InvalidDocumentVersion")) {
            return refused.explained(
                    "there is no SSM document " + document + " in this region (" + refused.words() + ")",
                    "create it, or correct the document, its version and its hash in the lifecycle");
        }
        if (refused.is("InvalidParameters")) {
            return refused.explained(
                    "the SSM document " + document + " refuses its parameters: " + refused.words(),
                    "correct the parameters of the lifecycle, or the document");
        }
        return refused;
    }

    private static SendCommandRequest request(Effect.SendCommand effect) {
        var request = SendCommandRequest.builder()
                .documentName(effect.document())
                .instanceIds(effect.instance().value())
                .comment(COMMENT + effect.id())
                .parameters(parameters(effect))
                .timeoutSeconds(Math.toIntExact(effect.timeout().toSeconds()));
        if (!effect.version().isEmpty()) {
            request.documentVersion(effect.version());
        }
        if (!effect.hash().isEmpty()) {
            request.documentHash(effect.hash()).documentHashType(DocumentHashType.SHA256);
        }
        return request.build();
    }

    private Outcome noted(Effect.SendCommand effect, CommandId command) {
        ledger.sent(effect, command);
        return new Outcome.CommandSent(command);
    }

    private Optional<CommandId> find(Effect.SendCommand effect, Instant begun) {
        return searches.ask(new CommandSearch.Wanted(effect.document(), COMMENT + effect.id(), begun));
    }

    Outcome check(Effect.CheckCommand effect) {
        try {
            return status(effect);
        } catch (CallRefused refused) {
            if (refused.meaning() == Meaning.GONE) {
                return NOT_SHOWN;
            }
            throw refused;
        }
    }

    private Outcome status(Effect.CheckCommand effect) {
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
                .orElse(NOT_SHOWN);
    }

    private static Map<String, List<String>> parameters(Effect.SendCommand effect) {
        return effect.parameters().entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> List.of(entry.getValue())));
    }
}
