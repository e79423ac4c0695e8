package muster.stream;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import muster.schemas.EffectResult;
import muster.schemas.Json;
import muster.schemas.NewerRelease;
import muster.schemas.Provenance;
import muster.schemas.Signal;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the results topic. */
final class EffectResults implements SignalReader {
    private static final Logger LOG = LoggerFactory.getLogger(EffectResults.class);

    private static final int MOST_REPORTED = 20;

    /** Kinds of outcomes that were reported as unknown. */
    private final Set<String> unknown = ConcurrentHashMap.newKeySet();

    @Override
    public Reading read(byte[] value, Instant heard) {
        try {
            @Nullable EffectResult result = Json.read(value, EffectResult.class);
            if (result == null) {
                return new Reading.Unreadable("not an effect result: null");
            }
            var from = new Provenance(
                    result.instance(), result.at(), heard, result.effect().value());
            return new Reading.Read(List.of(new Signal.EffectFinished(from, result)));
        } catch (IOException unreadable) {
            return new Reading.Unreadable(NewerRelease.kind(value, "outcome")
                    .map(this::ofNewerRelease)
                    .orElseGet(() -> "not an effect result: " + unreadable.getMessage()));
        }
    }

    /**
     * The dead letter keeps it. Nothing waits for it for good: a result that does not come is overdue, its effect is requested
     * again, and whichever process is of the newer release by then reads what comes of it.
     */
    private String ofNewerRelease(String kind) {
        if (unknown.size() < MOST_REPORTED && unknown.add(kind)) {
            LOG.warn(
                    "an outcome of kind {} can't be read by this release: its effect is requested again when the result is"
                            + " overdue; finish the upgrade",
                    kind);
        }
        return "an outcome of a newer release: " + kind;
    }
}
