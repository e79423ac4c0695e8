package muster.checker;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** One life of an instance in the active group. */
final class Life {
    private static final int MOST_UNFINISHED = 2;

    private final String instance;
    private final int number;
    private final Set<String> tokens = new HashSet<>();
    private final Fact.Place opened;
    private final Set<String> served = new HashSet<>();
    private Optional<Fact.Place> ended = Optional.empty();
    private Optional<Fact.Place> inService = Optional.empty();
    private Optional<Fact.Place> started = Optional.empty();
    private Optional<Fact.Place> startedOnThisDisk = Optional.empty();
    private boolean admitted;
    private boolean failed;
    private int disks = 1;
    private int unfinished;

    Life(String instance, int number, String token, Fact.Place opened) {
        this.instance = instance;
        this.number = number;
        this.tokens.add(token);
        this.opened = opened;
    }

    String instance() {
        return instance;
    }

    /** Another launch hook of the transition that opened it, or of a later replacement of its root volume. */
    void add(String token) {
        tokens.add(token);
    }

    /** Whether it is one of its launch hooks. */
    boolean has(String token) {
        return tokens.contains(token);
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

    /** When a document first ran on the root volume that the host has now. */
    Optional<Fact.Place> startedOnThisDisk() {
        return startedOnThisDisk;
    }

    /** How many root volumes it has had: what ran once on each was right. */
    int disks() {
        return disks;
    }

    /** Its root volume was replaced: nothing runs on the new one, and the host comes into service once more. */
    void replaceDisk() {
        disks++;
        startedOnThisDisk = Optional.empty();
        inService = Optional.empty();
        failed = false;
        unfinished = 0;
    }

    /** Whether one of its launch hooks was answered with CONTINUE. */
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

    /** It had not ended after all. */
    void goOn() {
        ended = Optional.empty();
    }

    void enterService(Fact.Place place) {
        if (inService.isEmpty()) {
            inService = Optional.of(place);
        }
    }

    void admit() {
        admitted = true;
    }

    /** Whether a document ran on the host and said no, or the host took none: no fault of the process that sent it. */
    boolean hasFailed() {
        return failed || unfinished > MOST_UNFINISHED;
    }

    /** @param status of a command as it ended */
    void end(String status) {
        switch (status) {
            case "Success" -> {}
            case "Failed" -> failed = true;
            // it did not run, or nobody knows: it is sent again, so that one alone decides nothing
            default -> unfinished++;
        }
    }

    void start(Fact.Place place, String hostname) {
        if (started.isEmpty()) {
            started = Optional.of(place);
        }
        if (startedOnThisDisk.isEmpty()) {
            startedOnThisDisk = Optional.of(place);
        }
        served.add(hostname);
    }

    @Override
    public String toString() {
        return "life " + number + " of " + instance;
    }
}
