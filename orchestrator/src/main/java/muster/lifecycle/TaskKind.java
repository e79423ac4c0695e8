package muster.lifecycle;

import java.util.Arrays;
import java.util.Optional;

/** The built-in tasks that a lifecycle may name. */
public enum TaskKind {
    CLAIM_HOSTNAME("claim-hostname"),
    RELEASE_HOSTNAME("release-hostname"),
    UPSERT_DNS("upsert-dns"),
    DELETE_DNS("delete-dns"),
    TAG_INSTANCE("tag-instance"),
    START_SERVICE("start-service"),
    /** Takes {@code document} and, optionally, {@code parameters}. */
    RUN_COMMAND("run-command"),
    /** Answers the open launch hook with CONTINUE. */
    COMPLETE_HOOK("complete-hook"),
    /** Takes {@code for}, a duration. */
    WAIT("wait");

    private final String word;

    TaskKind(String word) {
        this.word = word;
    }

    public static Optional<TaskKind> of(String word) {
        return Arrays.stream(values()).filter(it -> it.word.equals(word)).findFirst();
    }

    @Override
    public String toString() {
        return word;
    }
}
