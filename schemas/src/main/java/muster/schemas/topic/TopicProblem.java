package muster.schemas.topic;

/**
 * Why an existing topic is unfit for Muster, in words for the operator.
 *
 * @param found how the topic is
 * @param expected how it should be
 * @param remedy what to do about it
 */
public record TopicProblem(String topic, String found, String expected, String remedy) {

    /** One line that stands alone in a log. */
    public String message() {
        return "topic '" + topic + "' has " + found + ", but Muster needs " + expected + ": " + remedy;
    }
}
