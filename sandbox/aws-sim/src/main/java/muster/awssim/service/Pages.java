package muster.awssim.service;

import java.util.List;
import java.util.Optional;
import muster.awssim.world.Refusal;

/**
 * A page of a longer list. The token is the place where the next page begins.
 *
 * @param next none on the last page
 */
record Pages<T>(List<T> page, Optional<String> next) {
    /** @throws Refusal when the token is none of ours, with the service's code for that */
    static <T> Pages<T> cut(List<T> all, Optional<String> token, int size, String errorCode) {
        int from = token.map(text -> place(text, all.size(), errorCode)).orElse(0);
        int to = Math.min(all.size(), from + size);
        return new Pages<>(all.subList(from, to), to < all.size() ? Optional.of("page-" + to) : Optional.empty());
    }

    private static int place(String token, int most, String errorCode) {
        if (!token.matches("page-\\d{1,9}")) {
            throw new Refusal(errorCode, "The token '" + token + "' is invalid");
        }
        return Math.min(most, Integer.parseInt(token.substring("page-".length())));
    }
}
