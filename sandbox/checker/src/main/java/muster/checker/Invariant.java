package muster.checker;

/** What must hold, by the numbers that the tests speak of. */
public enum Invariant {
    I1("at any moment a hostname has at most one live owner"),
    I2("each effect took effect at most once, and exactly once where the instance lived on"),
    I3("each hook is answered once, and only after the steps before it"),
    I4("what has ended leaves nothing behind, and nobody else's was touched"),
    I5("whatever was acknowledged is on a topic and was read, or is a dead letter"),
    I6("the state that the journal tells is the live state"),
    I7("all that is not parked has come to its end, and waits for nothing"),
    I8("what Muster says of itself is so, and no log has an error or a secret");

    private final String sentence;

    Invariant(String sentence) {
        this.sentence = sentence;
    }

    public String sentence() {
        return sentence;
    }
}
