package muster.checker;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * I2, for the one call that AWS cannot be told to take once: who sends a command again has looked, since it was sent, for
 * the one that is there. The marker on the host makes a second run a no-op; this rule holds those to account that rely
 * on it alone.
 */
final class SentOnce implements Rule {
    private final Findings findings;
    private final Map<String, Fact.CommandSent> sent = new HashMap<>();
    private final Set<String> lookedUp = new HashSet<>();
    private long lastLookAtAll;

    SentOnce(Findings findings) {
        this.findings = findings;
    }

    @Override
    public void before(Fact fact, World world) {
        switch (fact) {
            case Fact.Call call
            when call.action().equals("ListCommands") -> {
                lookedUp.addAll(call.instances());
                if (call.instances().isEmpty()) {
                    lastLookAtAll = call.place().seq();
                }
            }
            case Fact.CommandSent command when !command.effect().isEmpty() -> sent(command);
            default -> {}
        }
    }

    private void sent(Fact.CommandSent command) {
        Fact.CommandSent first = sent.put(command.effect(), command);
        if (first != null
                && lastLookAtAll < first.place().seq()
                && command.instances().stream().noneMatch(lookedUp::contains)) {
            findings.add(
                    Invariant.I2,
                    "%s was sent again, and nobody had looked whether it was there".formatted(command.effect()),
                    first.place(),
                    command.place());
        }
        command.instances().forEach(lookedUp::remove);
    }

    @Override
    public void atEnd(Instant end, World world) {}
}
