package muster.awssim.world;

/** In which state a warm pool keeps its instances. */
public enum PoolState {
    RUNNING("Running"),
    STOPPED("Stopped"),
    HIBERNATED("Hibernated");

    private final String text;

    PoolState(String text) {
        this.text = text;
    }

    public String text() {
        return text;
    }

    /** @throws IllegalArgumentException when it is none */
    public static PoolState parse(String text) {
        for (PoolState state : values()) {
            if (state.text.equalsIgnoreCase(text)) {
                return state;
            }
        }
        throw new IllegalArgumentException("not a warm pool's state: " + text);
    }
}
