package muster.effects;

import java.util.Set;

/** AWS took nothing of a batch, for the sake of one or some of its members. */
public final class BatchRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final RuntimeException refusal;
    private final Blame blame;
    private final Set<Integer> named;

    /** Whom a refusal may be meant for. */
    public enum Blame {
        /** One of the members: halves are sent by themselves, until each bad one is alone. */
        MEMBER,
        /** One of the groups, whose permissions may differ: each group's members are sent by themselves. */
        GROUP,
        /** Those whom AWS names: they are told, and the others are sent once more. */
        NAMED
    }

    /** @param refusal what a member that is refused alone is to be told */
    public BatchRefused(RuntimeException refusal, Blame blame) {
        this(refusal, blame, Set.of());
    }

    private BatchRefused(RuntimeException refusal, Blame blame, Set<Integer> named) {
        super(refusal);
        this.refusal = refusal;
        this.blame = blame;
        this.named = Set.copyOf(named);
    }

    /** @param members the places of those whom AWS has named, from 0; where it has named none, halves find them */
    public static BatchRefused naming(RuntimeException refusal, Set<Integer> members) {
        return new BatchRefused(refusal, members.isEmpty() ? Blame.MEMBER : Blame.NAMED, members);
    }

    RuntimeException refusal() {
        return refusal;
    }

    Blame blame() {
        return blame;
    }

    Set<Integer> named() {
        return named;
    }
}
