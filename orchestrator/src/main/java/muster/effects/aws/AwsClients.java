package muster.effects.aws;

import muster.effects.EffectRunner;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.route53.Route53Client;
import software.amazon.awssdk.services.ssm.SsmClient;

/** One client a service over one pool of connections. Without the SDK's retries: the runner retries. */
public record AwsClients(
        SdkHttpClient http,
        DynamoDbClient dynamoDb,
        Ec2Client ec2,
        SsmClient ssm,
        Route53Client route53,
        AutoScalingClient autoScaling)
        implements AutoCloseable {

    public static AwsClients create(AwsSettings settings) {
        var http = ApacheHttpClient.builder()
                .maxConnections(settings.maxConnections())
                .socketTimeout(settings.callTimeout())
                .connectionTimeout(settings.callTimeout())
                .build();
        return new AwsClients(
                http,
                with(settings, http, DynamoDbClient.builder()).build(),
                with(settings, http, Ec2Client.builder()).build(),
                with(settings, http, SsmClient.builder()).build(),
                with(settings, http, Route53Client.builder()).build(),
                with(settings, http, AutoScalingClient.builder()).build());
    }

    private static <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> B with(
            AwsSettings settings, SdkHttpClient http, B builder) {
        settings.endpointOverride().ifPresent(builder::endpointOverride);
        return builder.httpClient(http)
                .region(Region.of(settings.region()))
                .credentialsProvider(credentials(settings))
                .overrideConfiguration(override -> override.retryStrategy(DefaultRetryStrategy.doNotRetry())
                        .apiCallAttemptTimeout(settings.callTimeout())
                        .addExecutionInterceptor(new CallCounter()));
    }

    private static AwsCredentialsProvider credentials(AwsSettings settings) {
        return settings.accessKey().isEmpty()
                ? DefaultCredentialsProvider.builder().build()
                : StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(settings.accessKey(), settings.secretKey()));
    }

    @Override
    public void close() {
        dynamoDb.close();
        ec2.close();
        ssm.close();
        route53.close();
        autoScaling.close();
        http.close();
    }

    /** Counts each transmission for the effect that it is made for. */
    private static final class CallCounter implements ExecutionInterceptor {
        @Override
        public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes attributes) {
            if (EffectRunner.CALLS.isBound()) {
                EffectRunner.CALLS.get().incrementAndGet();
            }
        }
    }
}
