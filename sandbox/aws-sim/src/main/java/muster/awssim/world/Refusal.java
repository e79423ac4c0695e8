package muster.awssim.world;

/** The world refuses: the service answers with this error code and message, as AWS words them. */
public final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String code;
    private final String text;
    private final int status;

    /** @param status the HTTP status of the answer */
    public Refusal(String code, String text, int status) {
        super(code + ": " + text);
        this.code = code;
        this.text = text;
        this.status = status;
    }

    public Refusal(String code, String text) {
        this(code, text, 400);
    }

    public String code() {
        return code;
    }

    public String text() {
        return text;
    }

    public int status() {
        return status;
    }
}
