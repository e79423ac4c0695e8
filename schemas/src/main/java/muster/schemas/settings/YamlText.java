package muster.schemas.settings;

import java.util.Optional;
import org.yaml.snakeyaml.reader.StreamReader;

/** Text that should be YAML. Its parser says of a character that YAML does not allow neither the line nor the column. */
public final class YamlText {
    private YamlText() {}

    /**
     * The first character that YAML does not allow, such as most control characters.
     *
     * @return "line:column: the character U+0007 is not allowed", both counted from 1; empty where there is none
     */
    public static Optional<String> problem(String text) {
        int line = 1;
        int column = 1;
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            int character = text.codePointAt(i);
            if (!StreamReader.isPrintable(character)) {
                return Optional.of("%d:%d: the character U+%04X is not allowed".formatted(line, column, character));
            }
            if (character == '\n') {
                line++;
                column = 1;
            } else {
                column++;
            }
        }
        return Optional.empty();
    }
}
