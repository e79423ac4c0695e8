package muster.awssim.world;

/** One change of a batch. */
public record RecordChange(Action action, RecordSet set) {
    /** What is to be done with the record set. */
    public enum Action {
        CREATE,
        UPSERT,
        DELETE
    }
}
