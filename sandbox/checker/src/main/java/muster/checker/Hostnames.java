package muster.checker;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The table of hostnames as the accepted writes have left it. */
final class Hostnames {
    private final Map<String, Map<String, String>> items = new TreeMap<>();
    private final Map<String, Claim> claims = new HashMap<>();

    /** @param generation as written; empty where the item has none */
    record Claim(String hostname, String owner, String generation, Fact.Place since) {}

    /** What a write does to the claim on its name. Both are the same where it changes nothing. */
    record Change(String hostname, Optional<Claim> before, Optional<Claim> after) {
        /** Whether somebody owns it now who did not before, or owns it for another life. */
        boolean isAcquisition() {
            return after.isPresent() && !sameOwner();
        }

        /** Whether somebody owned it and nobody does now. */
        boolean isRelease() {
            return before.isPresent() && after.isEmpty();
        }

        private boolean sameOwner() {
            return before.isPresent()
                    && before.get().owner().equals(after.orElseThrow().owner())
                    && before.get().generation().equals(after.orElseThrow().generation());
        }
    }

    /** Without the trailing dot of DNS, in lower case. */
    static String plain(String hostname) {
        String lower = hostname.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }

    /** Who holds a name, given as in the table or with its domain. */
    Optional<Claim> claimOn(String hostname) {
        String name = plain(hostname);
        Claim exact = claims.get(name);
        if (exact != null) {
            return Optional.of(exact);
        }
        int dot = name.indexOf('.');
        return dot < 0 ? Optional.empty() : Optional.ofNullable(claims.get(name.substring(0, dot)));
    }

    List<Claim> heldBy(String instance) {
        return claims.values().stream()
                .filter(claim -> claim.owner().equals(instance))
                .toList();
    }

    List<Claim> all() {
        return List.copyOf(claims.values());
    }

    /** What the write would change; nothing is changed yet. */
    Change preview(Fact.TableWritten written) {
        String name = name(written.write());
        Optional<Claim> before = Optional.ofNullable(claims.get(name));
        Optional<Claim> after = claim(name, itemAfter(name, written.write()), written.place());
        boolean same = before.isPresent() && after.isPresent() && new Change(name, before, after).sameOwner();
        return new Change(name, before, same ? before : after);
    }

    void apply(Fact.TableWritten written) {
        Change change = preview(written);
        items.put(change.hostname(), itemAfter(change.hostname(), written.write()));
        change.after()
                .ifPresentOrElse(claim -> claims.put(claim.hostname(), claim), () -> claims.remove(change.hostname()));
    }

    private Map<String, String> itemAfter(String name, Fact.Write write) {
        return switch (write) {
            case Fact.Write.Put put -> put.item();
            case Fact.Write.Update update -> UpdateExpression.apply(update, items.getOrDefault(name, Map.of()));
            case Fact.Write.Delete _ -> Map.of();
        };
    }

    private static Optional<Claim> claim(String name, Map<String, String> item, Fact.Place place) {
        String owner = item.getOrDefault("Owner", "");
        boolean held = item.getOrDefault("Exists", "false").equals("true") && !owner.isEmpty();
        return held
                ? Optional.of(new Claim(name, owner, item.getOrDefault("Generation", ""), place))
                : Optional.empty();
    }

    private static String name(Fact.Write write) {
        return plain(write.key().getOrDefault("Hostname", ""));
    }
}
