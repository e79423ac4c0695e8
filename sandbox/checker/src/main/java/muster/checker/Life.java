package muster.checker;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** One life of an instance in the active group. */
final class Life {
    private final String instance;
    private final int number;
    private final String token;
    private final Fact.Place opened;
    private final Set<String> served = new HashSet<>();
    private Optional<Fact.Place> ended = Optional.empty();
    private Optional<Fact.Place> inService = Optional.empty();
    private Optional<Fact.Place> started = Optional.empty();
    private boolean admitted;
    private boolean failed;

    Life(String instance, int number, String token, Fact.Place opened) {
        this.instance = instance;
        this.number = number;
        this.token = token;
        this.opened = opened;
    }

    String instance() {
        return instance;
    }

    String token() {
        return token;
    }

    Fact.Place opened() {
        return opened;
    }

    Optional<Fact.Place> inService() {
        return inService;
    }

    /** When a document first ran on the host in this life. */
    Optional<Fact.Place> started() {
        return started;
    }

    /** Whether its launch hook was answered with CONTINUE. */
    boolean isAdmitted() {
        return admitted;
    }

    boolean isOpen() {
        return ended.isEmpty();
    }

    /** Whether a document ran on the host while it called itself so. */
    boolean servesAs(String hostname) {
        return served.contains(hostname);
    }

    void end(Fact.Place place) {
        if (ended.isEmpty()) {
            ended = Optional.of(place);
        }
    }

    void enterService(Fact.Place place) {
        if (inService.isEmpty()) {
            inService = Optional.of(place);
        }
    }

    void admit() {
        admitted = true;
    }

    /** Whether a document ran on the host and said no: that it did not start is then no fault of whoever sent it. */
    boolean hasFailed() {
        return failed;
    }

    void fail() {
        failed = true;
    }

    void start(Fact.Place place, String hostname) {
        if (started.isEmpty()) {
            started = Optional.of(place);
        }
        served.add(hostname);
    }

    @Override
    public String toString() {
        return "life " + number + " of " + instance;
    }
}
