package muster.awssim.wire;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import muster.awssim.world.Refusal;

/** The parameters of the query protocols: {@code Filter.1.Name=…}, {@code InstanceIds.member.2=…}. */
public record Form(Map<String, String> fields) {
    public static Form parse(byte[] body) {
        return new Form(parseQuery(new String(body, StandardCharsets.UTF_8)));
    }

    public static Map<String, String> parseQuery(String query) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (String pair : query.split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                fields.put(decode(pair.substring(0, equals)), decode(pair.substring(equals + 1)));
            } else if (!pair.isEmpty()) {
                fields.put(decode(pair), "");
            }
        }
        return fields;
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    public Optional<String> find(String name) {
        return Optional.ofNullable(fields.get(name));
    }

    /** @throws Refusal when it is absent, with the code that a service uses for that */
    public String require(String name, String errorCode) {
        return find(name).orElseThrow(() -> new Refusal(errorCode, "The request must contain the parameter " + name));
    }

    /** @throws Refusal when it is there and no whole number */
    public int number(String name, int otherwise, String errorCode) {
        try {
            return find(name).map(Integer::parseInt).orElse(otherwise);
        } catch (NumberFormatException e) {
            throw new Refusal(errorCode, "The value of the parameter " + name + " is not a number");
        }
    }

    /** The texts {@code prefix.1}, {@code prefix.2} and so on. */
    public List<String> list(String prefix) {
        List<String> values = new ArrayList<>();
        for (int i = 1; fields.containsKey(prefix + "." + i); i++) {
            values.add(fields.get(prefix + "." + i));
        }
        return values;
    }

    /** The structures {@code prefix.1.…}, {@code prefix.2.…} and so on. */
    public List<Form> structures(String prefix) {
        List<Form> structures = new ArrayList<>();
        for (Form next = under(prefix + ".1.");
                !next.fields.isEmpty();
                next = under(prefix + "." + (structures.size() + 1) + ".")) {
            structures.add(next);
        }
        return structures;
    }

    private Form under(String prefix) {
        Map<String, String> within = new LinkedHashMap<>();
        fields.forEach((name, value) -> {
            if (name.startsWith(prefix)) {
                within.put(name.substring(prefix.length()), value);
            }
        });
        return new Form(within);
    }
}
