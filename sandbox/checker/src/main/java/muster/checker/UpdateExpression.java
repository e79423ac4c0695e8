package muster.checker;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What DynamoDB's UpdateExpression makes of an item, for top-level attributes (DynamoDB developer guide, "Update
 * expressions"): SET to a value, to another attribute or by {@code if_not_exists}, REMOVE, and ADD or DELETE, after
 * which the attribute's value is not known to us.
 */
final class UpdateExpression {
    private static final Pattern CLAUSE = Pattern.compile("\\b(SET|REMOVE|ADD|DELETE)\\b", Pattern.CASE_INSENSITIVE);
    private static final Pattern IF_NOT_EXISTS =
            Pattern.compile("if_not_exists\\s*\\(\\s*([^,\\s]+)\\s*,\\s*([^)\\s]+)\\s*\\)", Pattern.CASE_INSENSITIVE);
    /** Stands for a value that we do not compute, such as a sum. */
    static final String UNKNOWN = "?";

    private final Map<String, String> names;
    private final Map<String, String> values;
    private final Map<String, String> before;
    private final Map<String, String> after;

    private UpdateExpression(Fact.Write.Update update, Map<String, String> item) {
        names = update.names();
        values = update.values();
        before = item;
        after = new HashMap<>(item);
        after.putAll(update.key());
    }

    /** The item after the update; right sides see the item as it was before, as DynamoDB has it. */
    static Map<String, String> apply(Fact.Write.Update update, Map<String, String> item) {
        UpdateExpression expression = new UpdateExpression(update, item);
        Matcher clause = CLAUSE.matcher(update.expression());
        boolean more = clause.find();
        while (more) {
            String keyword = clause.group(1);
            int from = clause.end();
            more = clause.find();
            int to = more ? clause.start() : update.expression().length();
            expression.clause(keyword, update.expression().substring(from, to));
        }
        return expression.after;
    }

    private void clause(String keyword, String actions) {
        for (String action : split(actions)) {
            String[] parts = action.split("[=\\s]+", 2);
            String attribute = name(parts[0]);
            if (keyword.equalsIgnoreCase("SET")) {
                value(parts[1].strip())
                        .ifPresentOrElse(value -> after.put(attribute, value), () -> after.remove(attribute));
            } else if (keyword.equalsIgnoreCase("REMOVE")) {
                after.remove(attribute);
            } else {
                after.put(attribute, UNKNOWN);
            }
        }
    }

    private Optional<String> value(String operand) {
        Matcher fallback = IF_NOT_EXISTS.matcher(operand);
        if (fallback.matches()) {
            Optional<String> there = Optional.ofNullable(before.get(name(fallback.group(1))));
            return there.isPresent() ? there : value(fallback.group(2));
        }
        if (operand.matches(":\\w+")) {
            return Optional.of(values.getOrDefault(operand, UNKNOWN));
        }
        if (operand.matches("#?\\w+")) {
            return Optional.ofNullable(before.get(name(operand)));
        }
        return Optional.of(UNKNOWN);
    }

    private String name(String attribute) {
        return names.getOrDefault(attribute, attribute);
    }

    /** At commas that stand outside parentheses. */
    private static List<String> split(String actions) {
        List<String> parts = new ArrayList<>();
        int depth = 0;
        int from = 0;
        for (int i = 0; i < actions.length(); i++) {
            char c = actions.charAt(i);
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (c == ',' && depth == 0) {
                parts.add(actions.substring(from, i).strip());
                from = i + 1;
            }
        }
        parts.add(actions.substring(from).strip());
        return parts;
    }
}
