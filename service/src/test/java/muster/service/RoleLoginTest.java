package muster.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.security.sasl.Sasl;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.common.security.JaasContext;
import org.apache.kafka.common.security.auth.AuthenticateCallbackHandler;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;

/** A pod's service account logs in at AWS and at MSK, with what a program has on its class path and nothing more. */
class RoleLoginTest {
    private static final String ROLE = "arn:aws:iam::111122223333:role/muster";
    private static final String MECHANISM = "AWS_MSK_IAM";
    private static final String BROKER = "b-1.muster.abcdef.c2.kafka.us-east-1.amazonaws.com";
    private static final Map<String, Object> MSK = Map.of(
            "bootstrap.servers", "127.0.0.1:9098",
            "security.protocol", "SASL_SSL",
            "sasl.mechanism", MECHANISM,
            "sasl.jaas.config", "software.amazon.msk.auth.iam.IAMLoginModule required;",
            "sasl.client.callback.handler.class", "software.amazon.msk.auth.iam.IAMClientCallbackHandler");

    private final StubSts sts = new StubSts();
    private final Map<String, Optional<String>> before = new TreeMap<>();

    @BeforeEach
    void asKubernetesSetsIt(@TempDir Path folder) throws Exception {
        set(
                "aws.webIdentityTokenFile",
                Files.writeString(folder.resolve("token"), "projected-token").toString());
        set("aws.roleArn", ROLE);
        set("aws.roleSessionName", "muster");
        set("aws.region", "us-east-1");
        set("aws.endpointUrlSts", sts.endpoint().toString());
        set("aws.disableEc2Metadata", "true");
        clear("aws.accessKeyId");
        clear("aws.secretAccessKey");
    }

    @AfterEach
    void restore() {
        before.forEach((key, value) ->
                value.ifPresentOrElse(it -> System.setProperty(key, it), () -> System.clearProperty(key)));
        sts.close();
    }

    private void set(String key, String value) {
        before.put(key, Optional.ofNullable(System.setProperty(key, value)));
    }

    private void clear(String key) {
        before.put(key, Optional.ofNullable(System.clearProperty(key)));
    }

    @Test
    void the_default_credentials_are_those_of_the_service_account_s_role() {
        try (var credentials = DefaultCredentialsProvider.builder().build()) {
            assertThat(credentials.resolveCredentials().accessKeyId()).isEqualTo(StubSts.ACCESS_KEY);
        }
        assertThat(sts.requests())
                .singleElement()
                .asString()
                .contains("Action=AssumeRoleWithWebIdentity", "RoleArn=" + ROLE, "WebIdentityToken=projected-token");
    }

    @Test
    void each_kind_of_kafka_client_is_made_with_the_login_of_msk() {
        try (var admin = Admin.create(MSK);
                var consumer = new KafkaConsumer<>(MSK, new ByteArrayDeserializer(), new ByteArrayDeserializer());
                var producer = new KafkaProducer<>(MSK, new ByteArraySerializer(), new ByteArraySerializer())) {
            assertThat(List.of(admin, consumer, producer)).doesNotContainNull();
        }
    }

    @Test
    void the_first_message_to_a_broker_is_signed_with_the_role_s_credentials() throws Exception {
        var config = new TreeMap<String, Object>(MSK);
        config.put("sasl.jaas.config", new Password(String.valueOf(MSK.get("sasl.jaas.config"))));
        // a client of Kafka's loads the provider of the mechanism with its login
        Admin.create(MSK).close();
        var type = Class.forName(String.valueOf(MSK.get("sasl.client.callback.handler.class")));
        var handler =
                (AuthenticateCallbackHandler) type.getDeclaredConstructor().newInstance();
        handler.configure(
                config, MECHANISM, JaasContext.loadClientContext(config).configurationEntries());
        var client = Sasl.createSaslClient(new String[] {MECHANISM}, null, "kafka", BROKER, Map.of(), handler);
        var message = new ObjectMapper().readTree(client.evaluateChallenge(new byte[0]));
        assertThat(message.path("x-amz-credential").asText())
                .startsWith(StubSts.ACCESS_KEY + "/")
                .contains("/us-east-1/kafka-cluster/");
        assertThat(message.path("action").asText()).isEqualTo("kafka-cluster:Connect");
        handler.close();
    }
}
