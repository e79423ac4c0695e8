package muster.ssm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import muster.schemas.EffectId;
import muster.schemas.Generation;
import muster.schemas.InstanceId;
import muster.schemas.StepName;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

/** Runs the document's script under bash, on a host of which only the commands that reach outside are stood in for. */
class StartServiceDocumentTest {
    private static final InstanceId INSTANCE = new InstanceId("i-0123456789abcdef0");
    private static final EffectId FIRST = effect(1);

    @TempDir
    private Path host;

    private JsonNode document = new ObjectMapper().missingNode();

    private record Run(int exit, String output) {}

    @BeforeEach
    void prepare() throws IOException {
        try (InputStream yaml = StartServiceDocumentTest.class.getResourceAsStream("/ssm/muster-start-service.yaml")) {
            document = new ObjectMapper().valueToTree(new Yaml().<Object>load(yaml));
        }
        assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "no bash on this machine");
        command(
                "curl",
                "case \"$*\" in *api/token*) echo token;; *) [ -f \"$HOST/tag\" ] && cat \"$HOST/tag\" || exit 22;; esac");
        command("aws", "echo \"aws $3 $4\" >> \"$HOST/log\"; [ ! -f \"$HOST/no-s3\" ] && echo \"from $4\" > \"$5\"");
        command("systemctl", "echo \"systemctl $*\" >> \"$HOST/log\"");
        command("hostnamectl", "echo \"hostnamectl $*\" >> \"$HOST/log\"");
        command("amazon-cloudwatch-agent-ctl", "echo \"agent $*\" >> \"$HOST/log\"");
        tag("validator-007.xnet.example");
    }

    @Test
    void the_first_run_starts_the_service_and_the_agent_of_that_name() throws Exception {
        assertThat(run(FIRST)).isEqualTo(new Run(0, "muster-start-service: started as validator-007.xnet.example\n"));
        assertThat(Files.readString(host.resolve("etc/systemd/system/muster-service.service")))
                .isEqualTo("from s3://configuration/hosts/validator-007/service.service\n");
        assertThat(Files.readString(host.resolve("opt/aws/amazon-cloudwatch-agent/etc/muster.json")))
                .isEqualTo("from s3://configuration/hosts/validator-007/amazon-cloudwatch-agent.json\n");
        assertThat(log())
                .contains(
                        "hostnamectl set-hostname validator-007.xnet.example",
                        "systemctl restart muster-service.service");
        assertThat(log()).anyMatch(line -> line.startsWith("agent -a fetch-config -m ec2 -s"));
    }

    @Test
    void a_second_run_of_the_same_effect_does_nothing() throws Exception {
        run(FIRST);
        var before = log();
        assertThat(run(FIRST).output())
                .isEqualTo("muster-start-service: " + FIRST + " was done before, nothing to do\n");
        assertThat(log()).isEqualTo(before);
    }

    @Test
    void the_marker_names_the_effect_and_not_the_host_so_that_the_next_generation_is_started_again() throws Exception {
        run(FIRST);
        tag("validator-012.xnet.example");
        assertThat(run(effect(2)).output()).isEqualTo("muster-start-service: started as validator-012.xnet.example\n");
        assertThat(log().stream().filter("systemctl restart muster-service.service"::equals))
                .hasSize(2);
    }

    @Test
    void a_run_that_was_cut_off_is_done_again() throws Exception {
        Files.createFile(host.resolve("no-s3"));
        assertThat(run(FIRST).exit()).isEqualTo(1);
        Files.delete(host.resolve("no-s3"));
        assertThat(run(FIRST).exit()).isZero();
    }

    @Test
    void a_host_without_the_tag_is_not_started_and_says_so() throws Exception {
        Files.delete(host.resolve("tag"));
        assertThat(run(FIRST).output()).contains("no Hostname tag in instance metadata");
        assertThat(host.resolve("log")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a;reboot", "$(reboot)", "-x.example", "UPPER.example", "a b", "../../etc/passwd"})
    void a_tag_that_is_no_hostname_is_refused(String tag) throws Exception {
        tag(tag);
        assertThat(run(FIRST)).isEqualTo(new Run(1, "muster-start-service: the Hostname tag is no hostname\n"));
        assertThat(host.resolve("log")).doesNotExist();
    }

    @Test
    void the_parameters_take_what_we_send_and_no_shell() {
        var pattern = document.at("/parameters/EffectId/allowedPattern").asText();
        assertThat(FIRST.value()).matches(pattern);
        assertThat("i-0123456789abcdef0.1.start;reboot.1").doesNotMatch(pattern);
        assertThat("$(reboot)").doesNotMatch(pattern);
        assertThat(document.at("/parameters/EffectId/interpolationType").asText())
                .isEqualTo("ENV_VAR");
        assertThat(document.at("/parameters/Source/default").asText())
                .matches(document.at("/parameters/Source/allowedPattern").asText());
        assertThat("s3://bucket/$(reboot)")
                .doesNotMatch(document.at("/parameters/Source/allowedPattern").asText());
    }

    private Run run(EffectId effect) throws IOException, InterruptedException {
        var script = document.at("/mainSteps/0/inputs/runCommand/0").asText();
        var builder = new ProcessBuilder(List.of("/bin/bash", "-c", script)).redirectErrorStream(true);
        builder.environment()
                .putAll(Map.of(
                        "PATH", host.resolve("bin") + ":" + System.getenv("PATH"),
                        "HOST", host.toString(),
                        "MUSTER_ROOT", host.toString(),
                        "SSM_EffectId", effect.value(),
                        "SSM_Source", "s3://configuration/hosts"));
        var process = builder.start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return new Run(process.exitValue(), output);
    }

    private void command(String name, String body) throws IOException {
        var file = Files.createDirectories(host.resolve("bin")).resolve(name);
        Files.writeString(file, "#!/bin/bash\n" + body + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private void tag(String value) throws IOException {
        Files.writeString(host.resolve("tag"), value);
    }

    private List<String> log() throws IOException {
        return Files.readAllLines(host.resolve("log"));
    }

    private static EffectId effect(int generation) {
        return EffectId.of(INSTANCE, new Generation(generation), new StepName("start-service"), 1);
    }
}
