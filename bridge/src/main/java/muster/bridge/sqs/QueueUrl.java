package muster.bridge.sqs;

import java.util.Set;
import muster.schemas.settings.ExitCode;
import muster.schemas.settings.StartException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;
import software.amazon.awssdk.services.sqs.model.SqsException;

/** Looks up the URL of a queue that is given by its name. */
final class QueueUrl {
    private static final Set<String> FORBIDDEN =
            Set.of("AccessDenied", "AccessDeniedException", "AWS.SimpleQueueService.AccessDenied");

    private QueueUrl() {}

    /** @throws StartException where there is no such queue, we may not ask for it, or SQS does not answer */
    static String of(SqsClient sqs, QueueSettings settings) {
        if (!settings.url().isEmpty()) {
            return settings.url();
        }
        try {
            return sqs.getQueueUrl(request -> request.queueName(settings.queue()))
                    .queueUrl();
        } catch (QueueDoesNotExistException absent) {
            throw new StartException(
                    ExitCode.CONFIGURATION,
                    "there is no SQS queue " + settings.queue() + " in " + settings.region()
                            + ": create it, or correct muster.bridge.queues." + settings.name() + ".queue",
                    absent);
        } catch (SqsException refused) {
            throw isForbidden(refused)
                    ? new StartException(
                            ExitCode.FORBIDDEN,
                            "AccessDenied: the role may not sqs:GetQueueUrl on " + settings.queue()
                                    + ": grant it, or give the url of the queue",
                            refused)
                    : silent(settings, refused);
        } catch (SdkException silent) {
            throw silent(settings, silent);
        }
    }

    private static boolean isForbidden(SqsException refused) {
        return refused.awsErrorDetails() != null
                && FORBIDDEN.contains(String.valueOf(refused.awsErrorDetails().errorCode()));
    }

    private static StartException silent(QueueSettings settings, SdkException failure) {
        return new StartException(
                ExitCode.UNAVAILABLE,
                "SQS does not answer in " + settings.region() + " (" + failure.getMessage()
                        + "): see to the way there, to the credentials and to muster.bridge.queues." + settings.name(),
                failure);
    }
}
