package muster.awssim.world;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import muster.awssim.base.Dice;
import muster.awssim.base.Json;
import muster.awssim.base.Turns;
import muster.awssim.journal.Journal;

/** Instance refreshes with the strategy ReplaceRootVolume, which takes one instance after the other. */
final class Refreshes {
    /** From the end of one replacement to the begin of the next. */
    private static final Duration PAUSE = Duration.ofMillis(1);

    /** A refresh, and how far it has come. */
    static final class Refresh {
        final String id;
        private final Group group;
        private final Instant started;
        private final List<Integer> checkpoints;
        private final int total;
        private final Deque<Machine> toCome;
        private Optional<Instant> ended = Optional.empty();
        private String status = "InProgress";
        private int done;
        private Optional<Machine> current = Optional.empty();

        private Refresh(String id, Group group, Instant started, List<Integer> checkpoints, List<Machine> machines) {
            this.id = id;
            this.group = group;
            this.started = started;
            this.checkpoints = new ArrayList<>(checkpoints);
            this.total = machines.size();
            this.toCome = new ArrayDeque<>(machines);
        }

        private boolean isActive() {
            return ended.isEmpty();
        }

        RefreshView view() {
            return new RefreshView(id, group.name(), status, started, ended, percentage());
        }

        private int percentage() {
            return total == 0 ? 100 : 100 * done / total;
        }
    }

    private final Turns turns;
    private final Dice dice;
    private final Journal journal;
    private final AwsEvents events;
    private final Machines machines;
    private final Scaling scaling;
    private final List<Refresh> all = new ArrayList<>();

    Refreshes(Turns turns, Dice dice, Journal journal, AwsEvents events, Machines machines, Scaling scaling) {
        this.turns = turns;
        this.dice = dice;
        this.journal = journal;
        this.events = events;
        this.machines = machines;
        this.scaling = scaling;
        scaling.whenMoved(this::moved);
    }

    /** @throws Refusal InstanceRefreshInProgress, or ValidationError for a group with a warm pool */
    Refresh start(Group group, List<Integer> checkpoints) {
        if (of(group).stream().anyMatch(Refresh::isActive)) {
            throw new Refusal(
                    "InstanceRefreshInProgress",
                    "An Instance Refresh is already in progress and blocks the execution of this Instance Refresh.");
        }
        if (group.spec.warmPool().isPresent()) {
            throw new Refusal(
                    "ValidationError", "The ReplaceRootVolume strategy is not supported for groups with a warm pool.");
        }
        List<Machine> serving = machines.all().stream()
                .filter(machine -> machine.group == group && machine.inGroup && machine.isInService())
                .toList();
        String id = dice.uuid("refresh", group.name());
        Refresh refresh = new Refresh(id, group, turns.now(), checkpoints, serving);
        all.add(refresh);
        say(refresh, "Started", Json.object());
        next(refresh);
        return refresh;
    }

    /** @throws Refusal ActiveInstanceRefreshNotFound */
    Refresh cancel(Group group) {
        Refresh active = of(group).stream()
                .filter(Refresh::isActive)
                .findFirst()
                .orElseThrow(() -> new Refusal(
                        "ActiveInstanceRefreshNotFound", "No in progress or pending Instance Refresh found."));
        end(active, "Cancelled", "Cancelled");
        return active;
    }

    /** The newest first. */
    List<Refresh> of(Group group) {
        return all.reversed().stream().filter(one -> one.group == group).toList();
    }

    /** With its group goes its refresh, without another event. */
    void dropOf(Group group) {
        of(group).stream().filter(Refresh::isActive).forEach(one -> {
            one.status = "Cancelled";
            one.ended = Optional.of(turns.now());
        });
    }

    private void next(Refresh refresh) {
        Machine machine = refresh.toCome.poll();
        if (machine == null) {
            end(refresh, "Successful", "Succeeded");
        } else if (!machine.inGroup || !machine.isInService()) {
            // it has left service by itself before its turn
            finished(refresh);
        } else {
            refresh.current = Optional.of(machine);
            scaling.replaceRootVolume(machine);
        }
    }

    private void moved(Machine machine) {
        all.stream()
                .filter(one ->
                        one.isActive() && one.current.filter(machine::equals).isPresent())
                .forEach(one -> turns.after(PAUSE, () -> look(one, machine)));
    }

    private void look(Refresh refresh, Machine machine) {
        if (!refresh.isActive() || refresh.current.filter(machine::equals).isEmpty()) {
            return;
        }
        if (!machine.inGroup || machine.passage.filter(Passage::leadsToEnd).isPresent()) {
            end(refresh, "Failed", "Failed");
        } else if (machine.isInService()) {
            finished(refresh);
        }
    }

    private void finished(Refresh refresh) {
        refresh.current = Optional.empty();
        refresh.done++;
        while (!refresh.checkpoints.isEmpty() && refresh.checkpoints.getFirst() <= refresh.percentage()) {
            String percentage = refresh.checkpoints.removeFirst().toString();
            say(
                    refresh,
                    "Checkpoint Reached",
                    Json.object().put("CheckpointPercentage", percentage).put("CheckpointDelay", "0"));
        }
        next(refresh);
    }

    private void end(Refresh refresh, String status, String word) {
        refresh.status = status;
        refresh.ended = Optional.of(turns.now());
        say(refresh, word, Json.object());
    }

    private void say(Refresh refresh, String what, ObjectNode more) {
        journal.record(
                refresh.group.scope,
                "instance-refresh",
                Json.object()
                        .put("group", refresh.group.name())
                        .put("refresh", refresh.id)
                        .put("status", what));
        events.refresh(refresh.group, refresh.id, what, more);
    }
}
