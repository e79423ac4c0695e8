package muster.lifecycle;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Reads lifecycles from where they are kept. */
public final class LifecycleFiles {
    private static final String CLASSPATH = "classpath:";

    private LifecycleFiles() {}

    /**
     * @param locations paths of files, or {@code classpath:} and the name of a resource
     * @throws LifecycleException with the problems of all files together
     */
    public static Lifecycles read(List<String> locations, Function<String, Optional<String>> environment) {
        var problems = new ArrayList<String>();
        var lifecycles = new ArrayList<Lifecycle>();
        for (var location : locations) {
            try {
                lifecycles.add(LifecycleReader.read(name(location), text(location), environment));
            } catch (IOException unreadable) {
                problems.add(location + ": can't be read: " + reason(unreadable));
            } catch (LifecycleException wrong) {
                problems.addAll(wrong.problems());
            }
        }
        for (int i = 0; i < lifecycles.size(); i++) {
            for (int j = 0; j < i; j++) {
                checkApart(lifecycles.get(j), lifecycles.get(i), problems);
            }
        }
        if (!problems.isEmpty()) {
            throw new LifecycleException(problems);
        }
        return new Lifecycles(lifecycles);
    }

    private static void checkApart(Lifecycle a, Lifecycle b, List<String> problems) {
        if (a.name().equals(b.name())) {
            problems.add("two lifecycles are named '" + a.name() + "': rename one");
        }
        a.groups().stream()
                .filter(b.groups()::contains)
                .forEach(glob -> problems.add("the lifecycles '" + a.name() + "' and '" + b.name()
                        + "' both apply to the groups '" + glob + "': give each group to one"));
        if (!a.hostnames().domain().equals(b.hostnames().domain())) {
            // the table of names is keyed by the label alone
            a.hostnames()
                    .sharedWith(b.hostnames())
                    .ifPresent(name -> problems.add("the lifecycles '" + a.name() + "' and '" + b.name()
                            + "' both give the name '" + name + "', in different domains: give them patterns or"
                            + " ranges that do not meet"));
        }
    }

    private static String text(String location) throws IOException {
        if (!location.startsWith(CLASSPATH)) {
            return Files.readString(Path.of(location));
        }
        var resource = "/" + location.substring(CLASSPATH.length());
        try (InputStream stream = LifecycleFiles.class.getResourceAsStream(resource)) {
            if (stream == null) {
                throw new NoSuchFileException(resource);
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String name(String location) {
        return location.substring(location.lastIndexOf('/') + 1);
    }

    private static String reason(IOException unreadable) {
        return unreadable instanceof NoSuchFileException ? "there is no such file" : unreadable.toString();
    }
}
