package muster.demo;

import java.util.Optional;

/** One host of the story, as far as it has come. Written by the thread that plays it, read by those that watch. */
final class Host {
    private final Part part;
    private volatile String instance = "";
    private volatile int lives;
    private volatile String waitsFor = "its launch";
    private volatile boolean played;

    Host(Part part) {
        this.part = part;
    }

    Part part() {
        return part;
    }

    /** Empty before it was launched. */
    Optional<String> instance() {
        return Optional.of(instance).filter(id -> !id.isEmpty());
    }

    /** How many lives in the active group were begun. */
    int lives() {
        return lives;
    }

    /** Whether all its turns have been taken. */
    boolean isPlayed() {
        return played;
    }

    String waitsFor() {
        return waitsFor;
    }

    void launched(String id) {
        instance = id;
        if (!part.entry().isPool()) {
            lives = 1;
        }
    }

    void promoted() {
        lives = lives + 1;
    }

    void waitFor(String what) {
        waitsFor = what;
    }

    void played() {
        played = true;
    }
}
