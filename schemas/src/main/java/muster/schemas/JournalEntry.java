package muster.schemas;

import java.util.List;

/**
 * A record of the journal: one signal and all that was decided because of it, written in one transaction with its effects.
 *
 * @param v version of this form, 1
 * @param sequence of the instance after the last of the events
 */
public record JournalEntry(int v, InstanceId instance, long sequence, Signal signal, List<InstanceEvent> events) {
    public static final int VERSION = 1;

    public JournalEntry {
        Refusal.unlessVersion("journal entry", v, VERSION);
        events = List.copyOf(events);
    }

    public JournalEntry(InstanceId instance, long sequence, Signal signal, List<InstanceEvent> events) {
        this(VERSION, instance, sequence, signal, events);
    }
}
