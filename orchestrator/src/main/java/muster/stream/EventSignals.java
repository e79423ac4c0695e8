package muster.stream;

import java.time.Instant;
import muster.schemas.aws.AwsEvents;
import muster.schemas.aws.UnreadableEventException;

/** Reads the topics of AWS events: by source and detail type, whichever topic they lie on. */
public final class EventSignals implements SignalReader {
    private final Home home;

    /** Events from anywhere. */
    public EventSignals() {
        this(Home.ANYWHERE);
    }

    public EventSignals(Home home) {
        this.home = home;
    }

    @Override
    public Reading read(byte[] value, Instant heard) {
        try {
            var event = AwsEvents.read(value);
            var signals = AwsEvents.signals(event, heard);
            if (signals.isEmpty()) {
                return new Reading.Skipped(event.envelope().detailType());
            }
            return home.covers(event.envelope())
                    ? new Reading.Read(signals)
                    : new Reading.Elsewhere(new Home(
                                    event.envelope().account(), event.envelope().region())
                            + ": this program acts upon " + home + ", and nothing was done");
        } catch (UnreadableEventException refused) {
            return new Reading.Unreadable(String.valueOf(refused.getMessage()));
        }
    }
}
