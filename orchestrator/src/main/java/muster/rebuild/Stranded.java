package muster.rebuild;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import muster.instance.Evolution;
import muster.instance.Waiting;
import muster.lifecycle.Lifecycle;
import muster.lifecycle.Lifecycles;
import muster.schemas.Instance;
import muster.schemas.InstanceId;
import muster.schemas.JournalEntry;

/**
 * Instances that stand where some lifecycles do not declare anything: with those files they would wait, with their hooks kept
 * open, until the files declare it again.
 *
 * @param why what is not declared
 */
public record Stranded(InstanceId instance, String why) {
    static List<Stranded> by(Lifecycles lifecycles, Map<InstanceId, List<JournalEntry>> journal) {
        var stranded = new ArrayList<Stranded>();
        new TreeMap<>(journal).forEach((id, entries) -> {
            var state = Instance.unseen(id);
            for (var entry : entries) {
                state = Evolution.fold(state, entry.events());
            }
            var waiting = Waiting.of(state, lifecycle(state, lifecycles));
            if (waiting.kind() == Waiting.Kind.DECLARATION) {
                stranded.add(new Stranded(id, waiting.why()));
            }
        });
        return stranded;
    }

    private static Optional<Lifecycle> lifecycle(Instance state, Lifecycles lifecycles) {
        return state.life() instanceof Instance.Life.Active(var _, var name, var _)
                ? lifecycles.named(name)
                : Optional.empty();
    }
}
