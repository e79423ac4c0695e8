package muster.stream;

import java.time.Instant;
import muster.schemas.aws.AwsEvents;
import muster.schemas.aws.UnreadableEventException;

/** Reads the topics of AWS events: by source and detail type, whichever topic they lie on. */
public final class EventSignals implements SignalReader {
    @Override
    public Reading read(byte[] value, Instant heard) {
        try {
            var event = AwsEvents.read(value);
            var signals = AwsEvents.signals(event, heard);
            return signals.isEmpty() ? new Reading.Skipped(event.envelope().detailType()) : new Reading.Read(signals);
        } catch (UnreadableEventException refused) {
            return new Reading.Unreadable(String.valueOf(refused.getMessage()));
        }
    }
}
