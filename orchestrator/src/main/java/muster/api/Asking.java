package muster.api;

import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Reads what was asked, and refuses in one sentence what cannot be meant. */
final class Asking {
    /** Longer than any name of ours. */
    private static final int LONGEST = 255;

    private static final Pattern PRINTABLE = Pattern.compile("[\\x20-\\x7e]+");

    private Asking() {}

    /** What was asked cannot be answered, whoever asks. */
    static final class MistakenException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        MistakenException(String sentence) {
            super(sentence);
        }
    }

    /** There is no such thing. */
    static final class UnknownException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UnknownException(String sentence) {
            super(sentence);
        }
    }

    /** @throws MistakenException with the refusal of the type itself */
    static <T> T value(String name, String text, Function<String, T> type) {
        try {
            return type.apply(text);
        } catch (IllegalArgumentException refused) {
            throw new MistakenException(name + ": " + printable(String.valueOf(refused.getMessage())));
        }
    }

    static <T> Optional<T> value(String name, Optional<String> text, Function<String, T> type) {
        return text.map(it -> value(name, it, type));
    }

    /** A word to compare with. */
    static Optional<String> word(String name, Optional<String> text) {
        return text.map(it -> {
            if (it.isBlank() || it.length() > LONGEST || !PRINTABLE.matcher(it).matches()) {
                throw new MistakenException(
                        name + " must be 1 to " + LONGEST + " printable ASCII characters, not '" + cut(it) + "'");
            }
            return it;
        });
    }

    static int limit(Optional<String> text, int standard, int most) {
        return text.map(it -> {
                    if (!it.matches("[0-9]{1,6}") || Integer.parseInt(it) < 1 || Integer.parseInt(it) > most) {
                        throw new MistakenException("limit must be 1 to " + most + ", not '" + cut(it) + "'");
                    }
                    return Integer.parseInt(it);
                })
                .orElse(standard);
    }

    /** As much of what was asked as is repeated in an answer. */
    static String cut(String text) {
        return printable(text.substring(0, Math.min(80, text.length())));
    }

    private static String printable(String text) {
        return text.replaceAll("[^\\x20-\\x7e]", "?");
    }
}
