package muster.checker;

/** What must hold, by the numbers that the tests speak of. */
public enum Invariant {
    I1("at any moment a hostname has at most one live owner"),
    I2("each effect took effect at most once, and exactly once where the instance lived on"),
    I3("each hook is answered once, and only after the steps before it"),
    I4("what has ended leaves nothing behind, and nobody else's was touched");

    private final String sentence;

    Invariant(String sentence) {
        this.sentence = sentence;
    }

    public String sentence() {
        return sentence;
    }
}
