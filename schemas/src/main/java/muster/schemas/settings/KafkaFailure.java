package muster.schemas.settings;

import java.time.Duration;
import muster.schemas.topic.UnfitTopicsException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * What it means to a person that the topics could not be checked at a start.
 *
 * @param servers that were asked
 * @param key of the configuration that names them
 * @param security keys of the configuration for the clients' security
 * @param timeout for each answer
 */
public record KafkaFailure(String servers, String key, String security, Duration timeout) {

    /** Runs the check; what it throws is then worded for whoever started the program. */
    public void explained(Runnable check) {
        try {
            check.run();
        } catch (UnfitTopicsException | StartException told) {
            throw told;
        } catch (RuntimeException failure) {
            throw explain(failure);
        }
    }

    private StartException explain(RuntimeException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            switch (cause) {
                case AuthorizationException _ -> {
                    return new StartException(
                            ExitCode.FORBIDDEN,
                            "Kafka at " + servers + " does not allow it: " + failure.getMessage()
                                    + "; grant Describe, DescribeConfigs and Create on the topics, or create them and set"
                                    + " muster.topics.create to false",
                            failure);
                }
                case AuthenticationException _ -> {
                    return new StartException(
                            ExitCode.FORBIDDEN,
                            "Kafka at " + servers + " does not let us in: " + cause.getMessage() + "; correct "
                                    + security,
                            failure);
                }
                case ConfigException wrong -> {
                    return new StartException(
                            ExitCode.CONFIGURATION,
                            "the Kafka client refuses its configuration: " + wrong.getMessage() + "; correct " + key
                                    + " ('" + servers + "') or " + security,
                            failure);
                }
                // other retriable errors are answers: what was answered helps more than that something was late
                case TimeoutException _ -> {
                    return silent(failure);
                }
                default -> {}
            }
        }
        return new StartException(
                ExitCode.UNAVAILABLE, "Kafka at " + servers + " refuses: " + failure.getMessage(), failure);
    }

    private StartException silent(RuntimeException failure) {
        return new StartException(
                ExitCode.UNAVAILABLE,
                "Kafka does not answer at " + servers + " within " + Range.text(timeout) + ": start it, or correct "
                        + key + "; muster.topics.timeout is how long we wait",
                failure);
    }
}
