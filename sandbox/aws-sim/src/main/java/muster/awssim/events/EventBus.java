package muster.awssim.events;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import muster.awssim.base.Json;
import muster.awssim.base.Scope;
import muster.awssim.base.SimClock;
import muster.awssim.journal.Journal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The default event bus of every account and region: rules, and the delivery of events to their targets. */
public final class EventBus {
    /** EventBridge offers an event 185 times over 24 hours; here the time is shorter and the count stays small. */
    private static final int OFFERS = 12;

    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Logger LOG = LoggerFactory.getLogger(EventBus.class);

    private final SimClock clock;
    private final Journal journal;
    private final Delivery delivery;
    private final Outlet outlet;
    private final Executor couriers;
    private final Map<Scope, Map<String, Rule>> rules = new java.util.HashMap<>();
    private final List<Consumer<SimEvent>> listeners = new CopyOnWriteArrayList<>();

    /** @param couriers runs what may block: the sending */
    public EventBus(SimClock clock, Journal journal, Delivery delivery, Outlet outlet, Executor couriers) {
        this.clock = clock;
        this.journal = journal;
        this.delivery = delivery;
        this.outlet = outlet;
        this.couriers = couriers;
    }

    /** Is told of each event when it happens, before and apart from any delivery. */
    public void listen(Consumer<SimEvent> listener) {
        listeners.add(listener);
    }

    /** Plans the deliveries of the event and writes the plan into the journal. */
    public void emit(SimEvent event) {
        List<Duration> delays = delivery.plan(event);
        journal.record(event.scope(), "event-emitted", line(event, delays));
        listeners.forEach(listener -> listener.accept(event));
        delays.forEach(delay -> clock.after(delay, () -> deliver(event)));
    }

    private static ObjectNode line(SimEvent event, List<Duration> delays) {
        ObjectNode line = Json.object()
                .put("eventId", event.id())
                .put("source", event.source())
                .put("detailType", event.detailType());
        event.instance().ifPresent(instance -> line.put("instance", instance));
        line.put("deliveries", delays.size());
        line.put("delayMillis", delays.isEmpty() ? 0 : delays.getFirst().toMillis());
        if (event.detail().has("LifecycleActionToken")) {
            line.put("token", event.detail().path("LifecycleActionToken").asText());
        }
        return line;
    }

    private void deliver(SimEvent event) {
        String body = Json.write(event.json());
        targetsOf(event).forEach(target -> offer(target, body, 1));
    }

    private synchronized List<String> targetsOf(SimEvent event) {
        return rulesOf(event.scope()).values().stream()
                .filter(rule -> rule.selects(event))
                .flatMap(rule -> rule.targets().values().stream())
                .toList();
    }

    private void offer(String target, String body, int nth) {
        try {
            couriers.execute(() -> send(target, body, nth));
        } catch (RejectedExecutionException e) {
            LOG.debug("closed before an event reached {}", target, e);
        }
    }

    private void send(String target, String body, int nth) {
        try {
            outlet.send(target, body);
        } catch (RuntimeException e) {
            if (nth < OFFERS) {
                clock.after(FIRST_PAUSE.multipliedBy(1L << Math.min(nth, 6)), () -> offer(target, body, nth + 1));
            } else {
                LOG.warn("an event was dropped after {} offers to {}", nth, target, e);
            }
        }
    }

    public synchronized Optional<Rule> rule(Scope scope, String name) {
        return Optional.ofNullable(rulesOf(scope).get(name));
    }

    public synchronized List<Rule> rules(Scope scope) {
        return List.copyOf(rulesOf(scope).values());
    }

    /** Adds the rule, or replaces it and keeps the targets. */
    public synchronized Rule putRule(
            Scope scope, String name, EventPattern pattern, boolean enabled, String description) {
        Map<String, String> targets = rule(scope, name).map(Rule::targets).orElse(Map.of());
        Rule rule = new Rule(scope, name, pattern, enabled, description, targets);
        rulesOf(scope).put(name, rule);
        journal.record(scope, "rule-put", Json.object().put("rule", name));
        return rule;
    }

    public synchronized void deleteRule(Rule rule) {
        rulesOf(rule.scope()).remove(rule.name());
        journal.record(rule.scope(), "rule-deleted", Json.object().put("rule", rule.name()));
    }

    public synchronized void putTargets(Rule rule, Map<String, String> targets) {
        rule.targets().putAll(targets);
        journal.record(rule.scope(), "targets-put", targetLine(rule, targets.keySet()));
    }

    public synchronized void removeTargets(Rule rule, List<String> ids) {
        rule.targets().keySet().removeAll(ids);
        journal.record(rule.scope(), "targets-removed", targetLine(rule, ids));
    }

    private static ObjectNode targetLine(Rule rule, Iterable<String> ids) {
        ObjectNode line = Json.object().put("rule", rule.name());
        ids.forEach(line.putArray("targets")::add);
        return line;
    }

    private Map<String, Rule> rulesOf(Scope scope) {
        return rules.computeIfAbsent(scope, _ -> new TreeMap<>());
    }
}
