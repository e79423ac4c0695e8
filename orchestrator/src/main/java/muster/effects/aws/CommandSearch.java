package muster.effects.aws;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import muster.effects.BatchLane;
import muster.schemas.CommandId;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.CommandFilter;
import software.amazon.awssdk.services.ssm.model.CommandFilterKey;

/**
 * Looks for commands by their comments, many by one list. By document and time, not by instance: ListCommands does not take
 * an instance together with status Pending, so that its list of an instance lacks a command that has not reached the host.
 */
final class CommandSearch implements BatchLane.Request<CommandSearch.Wanted, Optional<CommandId>> {
    private static final String ACTION = "ssm:ListCommands";

    /** Our clock may be ahead of AWS's. */
    private static final Duration SKEW = Duration.ofMinutes(5);

    private final SsmClient ssm;
    private final Calls calls;

    /** @param begun when it may have been sent, at the earliest */
    record Wanted(String document, String comment, Instant begun) {}

    CommandSearch(SsmClient ssm, Calls calls) {
        this.ssm = ssm;
        this.calls = calls;
    }

    @Override
    public void admit() {
        calls.admit(ACTION);
    }

    @Override
    public Predicate<Wanted> room() {
        var first = new AtomicReference<String>();
        return wanted -> first.compareAndSet(null, wanted.document())
                || wanted.document().equals(first.get());
    }

    @Override
    public List<Optional<CommandId>> send(List<Wanted> members) {
        var earliest = members.stream()
                .map(Wanted::begun)
                .min(Comparator.naturalOrder())
                .orElseThrow();
        var missing = members.stream().map(Wanted::comment).collect(Collectors.toSet());
        var found = new HashMap<String, CommandId>();
        calls.makeAdmitted(ACTION, "*", () -> {
            var commands = ssm.listCommandsPaginator(request -> request.filters(
                            filter(
                                    CommandFilterKey.DOCUMENT_NAME,
                                    members.getFirst().document()),
                            filter(
                                    CommandFilterKey.INVOKED_AFTER,
                                    earliest.minus(SKEW)
                                            .truncatedTo(ChronoUnit.SECONDS)
                                            .toString())))
                    .commands()
                    .iterator();
            while (commands.hasNext() && !missing.isEmpty()) {
                var command = commands.next();
                if (missing.remove(command.comment())) {
                    found.put(command.comment(), new CommandId(command.commandId()));
                }
            }
            return found;
        });
        return members.stream()
                .map(wanted -> Optional.ofNullable(found.get(wanted.comment())))
                .toList();
    }

    private static CommandFilter filter(CommandFilterKey key, String value) {
        return CommandFilter.builder().key(key).value(value).build();
    }
}
