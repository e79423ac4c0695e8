package muster.effects.aws;

import muster.schemas.Outcome;

/** An answer of AWS, or of the SDK in its place, that the same call at once would get again. */
final class CallRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** In a reason. EC2's encoded authorization messages, and Route 53's of many records, have thousands of characters. */
    private static final int LONGEST_WORDS = 600;

    private final Meaning meaning;
    private final String action;
    private final String resource;
    private final String code;
    private final String words;
    private final String reason;
    private final String remedy;

    /**
     * @param action as IAM names it
     * @param code as AWS gives it
     * @param words of AWS
     */
    CallRefused(Meaning meaning, String action, String resource, String code, String words, Throwable cause) {
        this(
                meaning,
                action,
                resource,
                code,
                words,
                meaning == Meaning.DENIED
                        ? "AccessDenied: the role may not " + action + " on " + resource + " (" + cut(words) + ")"
                        : action + " on " + resource + ": " + code + ": " + cut(words),
                meaning.remedy(action, resource),
                cause);
    }

    private CallRefused(
            Meaning meaning,
            String action,
            String resource,
            String code,
            String words,
            String reason,
            String remedy,
            Throwable cause) {
        super(reason, cause);
        this.meaning = meaning;
        this.action = action;
        this.resource = resource;
        this.code = code;
        this.words = words;
        this.reason = reason;
        this.remedy = remedy;
    }

    /** The same answer where the adapter knows better what is wrong. */
    CallRefused explained(String newReason, String newRemedy) {
        return new CallRefused(meaning, action, resource, code, words, newReason, newRemedy, this);
    }

    /** The same answer where a part of it says what it means. */
    CallRefused as(Meaning newMeaning, String newWords) {
        return new CallRefused(newMeaning, action, resource, code, newWords, this);
    }

    Meaning meaning() {
        return meaning;
    }

    private static String cut(String words) {
        return words.length() <= LONGEST_WORDS ? words : words.substring(0, LONGEST_WORDS) + "…";
    }

    /** Whether AWS has given this code. */
    boolean is(String otherCode) {
        return code.equals(otherCode);
    }

    /** All that AWS says. */
    String words() {
        return words;
    }

    /** The action, the resource and what AWS says. */
    String reason() {
        return reason;
    }

    String remedy() {
        return remedy;
    }

    Outcome.Blocked blocked() {
        var fault = meaning.isOfTheSurroundings() ? Outcome.Fault.SURROUNDINGS : Outcome.Fault.REQUEST;
        return new Outcome.Blocked(fault, reason, remedy + "; the effect is tried again by itself");
    }
}
