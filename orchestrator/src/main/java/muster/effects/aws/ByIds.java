package muster.effects.aws;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import muster.effects.BatchLane;
import muster.schemas.InstanceId;
import muster.schemas.Outcome;

/**
 * Asks about many instances by their ids.
 *
 * @param most ids in a request
 * @param found asks, and answers for those that AWS knows
 * @param otherwise the answer for the others
 */
record ByIds(
        Calls calls, String action, int most, Function<List<String>, Map<String, Outcome>> found, Outcome otherwise)
        implements BatchLane.Request<InstanceId, Outcome> {
    /** One that hangs does not hold up the next. */
    static final int IN_FLIGHT = 2;

    @Override
    public void admit() {
        calls.admit(action);
    }

    @Override
    public Predicate<InstanceId> room() {
        return BatchLane.Request.upTo(most);
    }

    @Override
    public List<Outcome> send(List<InstanceId> members) {
        var answers =
                found.apply(members.stream().map(InstanceId::value).distinct().toList());
        return members.stream()
                .map(id -> answers.getOrDefault(id.value(), otherwise))
                .toList();
    }
}
