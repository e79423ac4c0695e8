package muster.effects.aws;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Optional;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.route53.Route53Client;
import software.amazon.awssdk.services.ssm.SsmClient;

/** Clients of which one call answers otherwise. */
final class Stubbed {
    /** What a call answers in place of AWS; empty where AWS is to be asked after all. */
    interface Answer {
        Optional<Object> to(Object[] arguments);
    }

    private Stubbed() {}

    /** @param call of every service that has it; {@code *} for all */
    static AwsClients clients(AwsClients real, String call, Answer answer) {
        return new AwsClients(
                real.http(),
                client(DynamoDbClient.class, real.dynamoDb(), call, answer),
                client(Ec2Client.class, real.ec2(), call, answer),
                client(SsmClient.class, real.ssm(), call, answer),
                client(Route53Client.class, real.route53(), call, answer),
                client(AutoScalingClient.class, real.autoScaling(), call, answer));
    }

    private static <C> C client(Class<C> type, C real, String call, Answer answer) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (_, method, arguments) -> {
                    if (call.equals("*") || method.getName().equals(call)) {
                        var given = answer.to(arguments);
                        if (given.isPresent()) {
                            return given.get();
                        }
                    }
                    try {
                        return method.invoke(real, arguments);
                    } catch (InvocationTargetException failed) {
                        throw failed.getCause();
                    }
                }));
    }

    static AwsServiceException error(String code, int status, String message) {
        return AwsServiceException.builder()
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode(code)
                        .errorMessage(message)
                        .build())
                .statusCode(status)
                .build();
    }
}
