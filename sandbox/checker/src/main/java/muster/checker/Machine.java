package muster.checker;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the journal has told of one instance so far. */
final class Machine {
    private final String id;
    private final List<String> addresses;
    private final List<Life> lives = new ArrayList<>();
    private final Map<String, String> tags = new HashMap<>();
    private Optional<Fact.Place> died = Optional.empty();
    private Optional<Fact.Place> lastEnd = Optional.empty();
    private String state = "pending";
    private boolean agentOnline;
    private boolean retained;
    private boolean namedInThisLife;

    Machine(Fact.Launched launched) {
        id = launched.instance();
        addresses = launched.addresses();
    }

    String id() {
        return id;
    }

    boolean hasAddress(String ip) {
        return addresses.contains(ip);
    }

    List<String> addresses() {
        return addresses;
    }

    boolean isLive() {
        return died.isEmpty();
    }

    boolean isAgentOnline() {
        return agentOnline;
    }

    List<Life> lives() {
        return lives;
    }

    Optional<Life> openLife() {
        return lives.isEmpty() ? Optional.empty() : Optional.of(lives.getLast()).filter(Life::isOpen);
    }

    /** When it died or, for one that lives on in the pool, when its last life ended. */
    Optional<Fact.Place> lastEnd() {
        return openLife().isPresent() ? Optional.empty() : lastEnd;
    }

    /** The tag {@code Hostname}, without a domain's trailing dot; empty where it has none. */
    String hostname() {
        return Hostnames.plain(tags.getOrDefault("Hostname", ""));
    }

    /** Whether it is alive, in the active group, and was tagged with this name in the life that it is in. */
    boolean wears(String hostname) {
        return isLive()
                && namedInThisLife
                && openLife().isPresent()
                && hostname().equals(Hostnames.plain(hostname));
    }

    void open(Fact.HookOpened opened) {
        lives.add(new Life(id, lives.size() + 1, opened.hook().token(), opened.place()));
        namedInThisLife = false;
    }

    void end(Fact.Place place) {
        openLife().ifPresent(life -> life.end(place));
        lastEnd = Optional.of(place);
    }

    /** Auto Scaling leaves it running after a terminate hook that was abandoned: its life goes on. */
    void retain() {
        if (isLive() && !lives.isEmpty()) {
            retained = true;
            lives.getLast().goOn();
            lastEnd = Optional.empty();
        }
    }

    /** Whether it runs on although its end had begun. */
    boolean isRetained() {
        return retained && isLive();
    }

    void die(Fact.Place place) {
        if (died.isEmpty()) {
            died = Optional.of(place);
            end(place);
        }
    }

    /** As EC2 has it. */
    String state() {
        return state;
    }

    void enter(String now) {
        state = now;
    }

    /** Whether that is its state, or one that is as final. */
    boolean mayBe(String said) {
        return said.equals(state) || (!isLive() && (said.equals("shutting-down") || said.equals("terminated")));
    }

    void agent(boolean online) {
        agentOnline = online;
    }

    void tag(Map<String, String> written) {
        tags.putAll(written);
        namedInThisLife |= written.containsKey("Hostname");
    }

    void untag(List<String> keys) {
        keys.forEach(tags::remove);
    }

    @Override
    public String toString() {
        return id;
    }
}
