package muster.schemas.topic;

import java.util.List;
import java.util.stream.Collectors;

/** Topics exist that would lose or misplace Muster's records; a program must not start on them. */
public final class UnfitTopicsException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient List<TopicProblem> problems;

    /** @param problems one for each unfit topic, at least one */
    public UnfitTopicsException(List<TopicProblem> problems) {
        super(problems.stream().map(TopicProblem::message).collect(Collectors.joining(System.lineSeparator())));
        this.problems = List.copyOf(problems);
    }

    public List<TopicProblem> problems() {
        return problems;
    }
}
