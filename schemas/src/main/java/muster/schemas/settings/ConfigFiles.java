package muster.schemas.settings;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * The YAML files of a configuration, read before the framework reads them: it says what is wrong in one, but neither which
 * nor, once they are read, on which line a key stands.
 */
public final class ConfigFiles {
    private final Map<String, String> places = new HashMap<>();
    private final List<String> problems = new ArrayList<>();

    private ConfigFiles() {}

    /**
     * @param locations comma-separated paths, as the framework takes them; other kinds of files are left to it
     * @throws StartException with every problem of all files
     */
    public static ConfigFiles read(String locations) {
        var files = new ConfigFiles();
        Stream.of(locations.split(","))
                .map(String::strip)
                .filter(location -> location.endsWith(".yml") || location.endsWith(".yaml"))
                .filter(location -> !location.startsWith("classpath:"))
                .forEach(files::readFile);
        if (!files.problems.isEmpty()) {
            throw new StartException(ExitCode.CONFIGURATION, String.join(System.lineSeparator(), files.problems));
        }
        return files;
    }

    /** "file:line:column: " of a key, the last file's where several have it; empty where none has it. */
    public String place(String key) {
        return places.getOrDefault(key, "");
    }

    private void readFile(String location) {
        var path = location.startsWith("file:") ? location.substring("file:".length()) : location;
        try {
            var text = Files.readString(Path.of(path));
            var unreadable = YamlText.problem(text);
            if (unreadable.isPresent()) {
                problems.add(path + ":" + unreadable.get() + "; remove it");
                return;
            }
            var root = new Yaml(new LoaderOptions()).compose(new StringReader(text));
            if (root instanceof MappingNode mapping) {
                var inFile = new HashMap<String, String>();
                walk(path, "", mapping, inFile);
                places.putAll(inFile);
            } else if (root != null) {
                problems.add(at(path, root.getStartMark()) + "a configuration must be a mapping of keys to values");
            }
        } catch (MarkedYAMLException notYaml) {
            problems.add(at(path, notYaml.getProblemMark()) + "not YAML: " + notYaml.getProblem() + word(notYaml));
        } catch (NoSuchFileException absent) {
            problems.add(path + ": there is no such file; correct MICRONAUT_CONFIG_FILES");
        } catch (IOException fault) {
            problems.add(path + ": can't be read: " + fault);
        }
    }

    private void walk(String path, String prefix, Node node, Map<String, String> inFile) {
        switch (node) {
            case MappingNode mapping -> {
                for (var tuple : mapping.getValue()) {
                    if (tuple.getKeyNode() instanceof ScalarNode name) {
                        var key = prefix.isEmpty() ? name.getValue() : prefix + "." + name.getValue();
                        var place = at(path, name.getStartMark());
                        if (inFile.put(key, place) != null) {
                            problems.add(place + "the key '" + key + "' stands here twice");
                        }
                        walk(path, key, tuple.getValueNode(), inFile);
                    }
                }
            }
            case SequenceNode sequence -> {
                for (int i = 0; i < sequence.getValue().size(); i++) {
                    var each = sequence.getValue().get(i);
                    inFile.put(prefix + "[" + i + "]", at(path, each.getStartMark()));
                    walk(path, prefix + "[" + i + "]", each, inFile);
                }
            }
            default -> {}
        }
    }

    private static String at(String path, Mark mark) {
        return path + ":" + (mark.getLine() + 1) + ":" + (mark.getColumn() + 1) + ": ";
    }

    /** The line that could not be read, since its parser speaks of tokens. */
    private static String word(MarkedYAMLException notYaml) {
        var line =
                notYaml.getProblemMark().get_snippet(0, 80).lines().findFirst().orElse("");
        return line.isBlank() ? "" : ", at '" + line.strip() + "'";
    }
}
