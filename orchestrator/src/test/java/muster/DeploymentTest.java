package muster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.micronaut.context.ApplicationContext;
import io.micronaut.context.env.PropertySource;
import io.micronaut.context.env.yaml.YamlPropertySourceLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import muster.orchestrator.AwsProperties;
import muster.orchestrator.KafkaSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

/** What deploys the programs is rendered and read, not only kept. */
class DeploymentTest {
    private static final Path ROOT = Path.of("..");

    /** One object of YAML. */
    record Part(Map<?, ?> values) {
        Part at(String key) {
            return values.get(key) instanceof Map<?, ?> map ? new Part(map) : new Part(Map.of());
        }

        Object value(String key) {
            return Optional.<Object>ofNullable(values.get(key)).orElse("");
        }

        List<Part> list(String key) {
            return values.get(key) instanceof List<?> list
                    ? list.stream().map(each -> new Part((Map<?, ?>) each)).toList()
                    : List.of();
        }
    }

    @Test
    void kustomize_renders_a_deployment_service_account_and_configuration_of_each_program(@TempDir Path folder)
            throws Exception {
        var rendered = rendered(folder);
        assertThat(rendered.stream().map(part -> part.value("kind")))
                .containsOnly("Deployment", "Service", "ServiceAccount", "ConfigMap");
        for (var name : List.of("muster-bridge", "muster-orchestrator")) {
            assertThat(kinds(rendered, name)).containsOnlyOnce("Deployment", "Service", "ServiceAccount");
            var config = rendered.stream()
                    .filter(part -> part.value("kind").equals("ConfigMap"))
                    .map(part -> String.valueOf(part.at("metadata").value("name")))
                    .filter(it -> it.startsWith(name + "-"))
                    .toList();
            assertThat(pod(rendered, name).list("volumes"))
                    .extracting(volume -> volume.at("configMap").value("name"))
                    .contains(config.getFirst());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"muster-bridge", "muster-orchestrator"})
    void a_pod_keeps_to_the_restricted_standard_and_says_how_it_is(String name, @TempDir Path folder) throws Exception {
        var pod = pod(rendered(folder), name);
        assertThat(pod.value("enableServiceLinks")).isEqualTo(false);
        assertThat(pod.value("automountServiceAccountToken")).isEqualTo(false);
        assertThat(pod.at("securityContext").value("runAsNonRoot")).isEqualTo(true);
        assertThat(pod.at("securityContext").at("seccompProfile").value("type")).isEqualTo("RuntimeDefault");
        var container = pod.list("containers").getFirst();
        var security = container.at("securityContext");
        assertThat(security.value("allowPrivilegeEscalation")).isEqualTo(false);
        assertThat(security.value("readOnlyRootFilesystem")).isEqualTo(true);
        assertThat(security.at("capabilities").value("drop")).isEqualTo(List.of("ALL"));
        assertThat(container.value("image")).isEqualTo(name + ":0.1.0-SNAPSHOT");
        assertThat(container.at("readinessProbe").at("httpGet").value("path")).isEqualTo("/health/readiness");
        assertThat(container.at("livenessProbe").at("httpGet").value("path")).isEqualTo("/health/liveness");
        assertThat(container.at("resources").at("limits").value("memory")).isNotEqualTo("");
        assertThat(container.list("volumeMounts"))
                .extracting(mount -> mount.value("mountPath"))
                .contains("/tmp", "/etc/muster");
    }

    /** A pod whose own role is refused would otherwise act with that of the node, which others on it share. */
    @ParameterizedTest
    @ValueSource(strings = {"muster-bridge", "muster-orchestrator"})
    void a_pod_never_takes_the_role_of_its_node(String name, @TempDir Path folder) throws Exception {
        var container = pod(rendered(folder), name).list("containers").getFirst();
        assertThat(container.list("env"))
                .extracting(variable -> variable.value("name") + "=" + variable.value("value"))
                .contains("AWS_EC2_METADATA_DISABLED=true");
    }

    /** The API and what Kubernetes and Prometheus ask are on ports of their own. */
    @Test
    void the_orchestrator_s_probes_ask_its_management_port(@TempDir Path folder) throws Exception {
        var container =
                pod(rendered(folder), "muster-orchestrator").list("containers").getFirst();
        assertThat(container.list("ports"))
                .extracting(port -> port.value("name") + " " + port.value("containerPort"))
                .containsExactly("http 8082", "management 8092");
        assertThat(List.of("startupProbe", "livenessProbe", "readinessProbe"))
                .allSatisfy(
                        probe -> assertThat(container.at(probe).at("httpGet").value("port"))
                                .as(probe)
                                .isEqualTo("management"));
        try (var defaults = DeploymentTest.class.getResourceAsStream("/orchestrator.yml")) {
            assertThat(new YamlPropertySourceLoader().read("orchestrator.yml", defaults))
                    .containsEntry("micronaut.server.port", 8082)
                    .containsEntry("endpoints.all.port", 8092);
        }
        assertThat(Files.readString(ROOT.resolve("docker-compose.yml")))
                .contains("\"127.0.0.1:8092:8092\"", "/dev/tcp/127.0.0.1/8092 ");
    }

    @Test
    void the_bridge_is_probed_on_a_port_that_no_service_leads_to(@TempDir Path folder) throws Exception {
        var rendered = rendered(folder);
        var container = pod(rendered, "muster-bridge").list("containers").getFirst();
        for (var probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
            assertThat(container.at(probe).at("httpGet").value("port"))
                    .as(probe)
                    .isEqualTo("management");
        }
        assertThat(container.list("ports"))
                .filteredOn(port -> port.value("name").equals("management"))
                .singleElement()
                .satisfies(port -> assertThat(port.value("containerPort")).isEqualTo(8091));
        assertThat(rendered.stream()
                        .filter(part -> part.value("kind").equals("Service"))
                        .filter(part -> part.at("metadata").value("name").equals("muster-bridge"))
                        .flatMap(part -> part.at("spec").list("ports").stream())
                        .map(port -> port.value("targetPort")))
                .containsExactly("http");
    }

    @Test
    void compose_pins_every_image_opens_ports_on_this_machine_alone_and_knows_who_is_well() throws IOException {
        var services = new Part(new Yaml().load(Files.readString(ROOT.resolve("docker-compose.yml")))).at("services");
        assertThat(services.values().keySet().stream().map(Object::toString))
                .contains("kafka", "dynamodb", "sqs", "aws-sim", "bridge", "orchestrator");
        for (var name :
                services.values().keySet().stream().map(Object::toString).toList()) {
            var service = services.at(name);
            assertThat(String.valueOf(service.value("image")))
                    .as(name)
                    .matches("[a-z/-]+:[0-9]+\\.[0-9]+\\.[0-9A-Z.-]+");
            if (service.value("ports") instanceof List<?> ports) {
                assertThat(ports.stream().map(Object::toString)).as(name).allMatch(it -> it.startsWith("127.0.0.1:"));
            }
            // setup ends when it is done
            assertThat(service.values().containsKey("healthcheck")).as(name).isEqualTo(!name.equals("setup"));
        }
        assertThat(services.at("kafka").value("image")).isEqualTo("apache/kafka:4.3.1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"k8s/base/orchestrator.yml", "sandbox/compose/orchestrator.yml"})
    void a_deployed_file_is_configuration_that_the_orchestrator_takes(String file) throws IOException {
        Map<String, Object> properties;
        try (var stream = Files.newInputStream(ROOT.resolve(file))) {
            properties = new YamlPropertySourceLoader().read(file, stream);
        }
        try (var context = ApplicationContext.builder()
                .deduceEnvironment(false)
                .propertySources(
                        PropertySource.of(file, properties),
                        PropertySource.of("program", Map.of("muster.program", "orchestrator")))
                .start()) {
            assertThat(context.getBean(KafkaSettings.class).bootstrapServers()).isIn("kafka:9098", "kafka:19092");
            assertThat(context.getBean(KafkaSettings.class).stateDir()).endsWith("/state");
            assertThat(context.getBean(AwsProperties.class).region()).isEqualTo("us-east-1");
        }
    }

    private static List<Object> kinds(List<Part> rendered, String name) {
        return rendered.stream()
                .filter(part -> part.at("metadata").value("name").equals(name))
                .map(part -> part.value("kind"))
                .toList();
    }

    private static Part pod(List<Part> rendered, String name) {
        return rendered.stream()
                .filter(part -> part.value("kind").equals("Deployment"))
                .filter(part -> part.at("metadata").value("name").equals(name))
                .map(part -> part.at("spec").at("template").at("spec"))
                .findFirst()
                .orElseThrow();
    }

    private static List<Part> rendered(Path folder) throws Exception {
        assumeThat(isOnPath("kubectl")).as("kubectl is on the PATH").isTrue();
        var output = folder.resolve("rendered.yaml");
        var errors = folder.resolve("errors.txt");
        var process = new ProcessBuilder(
                        "kubectl", "kustomize", ROOT.resolve("k8s/base").toString())
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile())
                .start();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).as("rendered in time").isTrue();
        assertThat(process.exitValue()).as(Files.readString(errors)).isZero();
        return StreamSupport.stream(new Yaml().loadAll(Files.readString(output)).spliterator(), false)
                .map(each -> new Part((Map<?, ?>) each))
                .toList();
    }

    private static boolean isOnPath(String program) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }
}
