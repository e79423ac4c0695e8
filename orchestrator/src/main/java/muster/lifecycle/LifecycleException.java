package muster.lifecycle;

import java.util.List;

/** Lifecycles that cannot be used. The message names file, line, column and word of each problem, all at once. */
public final class LifecycleException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> problems;

    LifecycleException(List<String> problems) {
        super(String.join(System.lineSeparator(), problems));
        this.problems = List.copyOf(problems);
    }

    public List<String> problems() {
        return problems;
    }
}
