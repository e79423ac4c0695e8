package muster.effects.aws;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import muster.effects.Bulkhead;
import muster.effects.LaneMetrics;
import muster.effects.RateLimit;
import muster.effects.TransientFault;
import muster.effects.aws.Quotas.Quota;

/**
 * All calls of the adapters, as fast as AWS takes them: each waits for a token of its API and then for a connection of its
 * service, in the order of turns. A service has a fifth of the connections, so that one that hangs does not stop the others.
 */
final class Calls implements AutoCloseable {
    private static final int SERVICES = 5;

    /** The rest absorbs that one call is longer on its way than the next. */
    private static final double PART_OF_BURST = 0.95;

    private final double factor;
    private final int connections;
    private final LaneMetrics metrics;
    private final LongSupplier nanos;
    private final Map<String, RateLimit> limits = new ConcurrentHashMap<>();
    private final Map<String, Bulkhead> services = new ConcurrentHashMap<>();

    /**
     * @param factor of the published quotas that this process may use, more than 0; more than 1 where AWS has raised them
     * @param connections that all services share
     */
    Calls(double factor, int connections, LaneMetrics metrics, LongSupplier nanos) {
        this.factor = factor;
        this.connections = connections;
        this.metrics = metrics;
        this.nanos = nanos;
    }

    /**
     * Waits for its turn, and calls.
     *
     * @param action as IAM names it
     * @throws muster.effects.Stopping when the process stops first
     * @see Refusals#call for what else is thrown
     */
    <T> T make(String action, String resource, Supplier<T> call) {
        admit(action);
        return makeAdmitted(action, resource, call);
    }

    /** Waits for a token of the API; the call follows by {@link #makeAdmitted}. */
    void admit(String action) {
        limit(action).take(1);
    }

    /** The call that a token was taken for; waits for a connection only. */
    <T> T makeAdmitted(String action, String resource, Supplier<T> call) {
        var limit = limit(action);
        return service(action).call(() -> {
            var sent = nanos.getAsLong();
            try {
                var answer = Refusals.call(action, resource, call);
                limit.succeeded(1);
                return answer;
            } catch (TransientFault fault) {
                if (Refusals.isThrottle(fault)) {
                    limit.throttled(sent);
                }
                throw fault;
            }
        });
    }

    /** What Route 53 counts beside the requests. */
    RateLimit recordChanges() {
        return limits.computeIfAbsent(Quotas.CHANGES.name(), _ -> published(Quotas.CHANGES));
    }

    private RateLimit limit(String action) {
        var quota = Quotas.of(action);
        return limits.computeIfAbsent(
                quota.map(Quota::name).orElse(action),
                name -> quota.map(this::published)
                        .orElseGet(() -> RateLimit.unpublished(name, Quotas.least(action), metrics, nanos)));
    }

    private RateLimit published(Quota quota) {
        return RateLimit.published(
                quota.name(), quota.burst() * factor * PART_OF_BURST, quota.rate() * factor, metrics, nanos);
    }

    private Bulkhead service(String action) {
        var name = action.substring(0, action.indexOf(':'));
        return services.computeIfAbsent(
                name, _ -> new Bulkhead(name, Math.max(1, connections / SERVICES), metrics, nanos));
    }

    /** Sends away all who wait; what is under way comes to its end. */
    @Override
    public void close() {
        limits.values().forEach(RateLimit::close);
        services.values().forEach(Bulkhead::close);
    }
}
