package muster.schemas.topic;

/**
 * Why an existing topic is unfit for Muster, in words for the operator.
 *
 * @param found how the topic is
 * @param expected how it should be
 * @param remedy what to do about it
 */
public record TopicProblem(String topic, String found, String expected, String remedy) {

    static TopicProblem missing(Topic topic) {
        return new TopicProblem(
                topic.name(),
                "no such topic",
                topic.partitions() + " partitions, cleanup.policy '"
                        + topic.cleanup().config() + "', retention " + topic.retention(),
                "create it, or let Muster create its topics (muster.topics.create)");
    }

    /** One line that stands alone in a log. */
    public String message() {
        return "topic '" + topic + "': found " + found + ", expected " + expected + "; " + remedy;
    }
}
