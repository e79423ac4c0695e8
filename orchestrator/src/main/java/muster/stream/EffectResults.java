package muster.stream;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import muster.schemas.EffectResult;
import muster.schemas.Json;
import muster.schemas.Provenance;
import muster.schemas.Signal;

/** Reads the results topic. */
final class EffectResults implements SignalReader {
    @Override
    public Reading read(byte[] value, Instant heard) {
        try {
            var result = Json.read(value, EffectResult.class);
            var from = new Provenance(
                    result.instance(), result.at(), heard, result.effect().value());
            return new Reading.Read(List.of(new Signal.EffectFinished(from, result)));
        } catch (IOException unreadable) {
            return new Reading.Unreadable("not an effect result: " + unreadable.getMessage());
        }
    }
}
