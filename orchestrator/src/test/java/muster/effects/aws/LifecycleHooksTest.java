package muster.effects.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import muster.awssim.world.GroupSpec;
import muster.awssim.world.HookResult;
import muster.awssim.world.HookSpec;
import muster.schemas.Effect;
import muster.schemas.GroupName;
import muster.schemas.Hook;
import muster.schemas.HookName;
import muster.schemas.HookToken;
import muster.schemas.InstanceId;
import muster.schemas.Outcome;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Auto Scaling says of its hooks, and what is made of it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LifecycleHooksTest {
    private static final InstanceId NOBODY = new InstanceId("i-00000000000000001");

    private Account account;

    @BeforeAll
    void open() {
        account = new Account();
    }

    @AfterAll
    void close() {
        account.close();
    }

    private static Effect.LookUpHook lookUp(String group, String hook) {
        return new Effect.LookUpHook(Account.target(NOBODY, 1, "beat", 1), new HookName(hook), new GroupName(group));
    }

    private long calls(String action) {
        return account.sim.journal().entries("call").stream()
                .filter(entry -> entry.text("action").equals(action))
                .count();
    }

    @Test
    void a_timeout_is_asked_for_once_for_each_group_and_hook() {
        account.sim
                .world()
                .createGroup(GroupSpec.named("validator-timed")
                        .withHook(HookSpec.launching("muster-launch").withTimeout(Duration.ofSeconds(90)))
                        .withHook(HookSpec.terminating("muster-end").withDefault(HookResult.CONTINUE)));
        var before = calls("DescribeLifecycleHooks");
        for (int i = 0; i < 5; i++) {
            assertThat(account.run(lookUp("validator-timed", "muster-launch")))
                    .isEqualTo(new Outcome.HookFound(Duration.ofSeconds(90), Hook.Result.ABANDON));
            assertThat(account.run(lookUp("validator-timed", "muster-end")))
                    .isEqualTo(new Outcome.HookFound(Duration.ofHours(1), Hook.Result.CONTINUE));
        }
        assertThat(calls("DescribeLifecycleHooks") - before).isEqualTo(2);
    }

    @Test
    void a_hook_or_a_group_that_is_gone_is_said_to_be() {
        assertThat(account.run(lookUp(Account.GROUP, "muster-gone")))
                .isEqualTo(new Outcome.AlreadyDone("the group " + Account.GROUP + " has no hook muster-gone any more"));
        assertThat(account.run(lookUp("no-such-group", "muster-launch"))).isInstanceOf(Outcome.AlreadyDone.class);
    }

    @Test
    void a_heartbeat_for_a_hook_that_is_answered_says_so() {
        var id = account.machine();
        var keep = new Effect.KeepHook(
                Account.target(id, 1, "beat", 1),
                new HookToken("87654321-4321-4321-4321-210987654321"),
                new HookName("muster-launch"),
                new GroupName(Account.GROUP));
        assertThat(account.run(keep))
                .isInstanceOfSatisfying(
                        Outcome.AlreadyDone.class,
                        done -> assertThat(done.note()).contains("No active Lifecycle Action found"));
    }

    private static List<Effect> answers(String group, String hook) {
        var target = Account.target(NOBODY, 1, "answer", 1);
        var token = new HookToken("87654321-4321-4321-4321-210987654321");
        return List.of(
                new Effect.CompleteHook(target, token, new HookName(hook), new GroupName(group), Hook.Result.CONTINUE),
                new Effect.KeepHook(target, token, new HookName(hook), new GroupName(group)));
    }

    @Test
    void a_hook_of_a_group_that_was_deleted_is_over() {
        for (var effect : answers("no-such-group", "muster-launch")) {
            assertThat(account.run(effect))
                    .isInstanceOfSatisfying(
                            Outcome.AlreadyDone.class,
                            done -> assertThat(done.note()).contains("AutoScalingGroup name not found"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "No active Lifecycle Action found with instance ID i-00000000000000001",
                "AutoScalingGroup name not found - AutoScalingGroup 'validator-group' not found",
                "No Lifecycle Hook found with name muster-launch for Auto Scaling group validator-group",
                "Instance i-00000000000000001 is not part of Auto Scaling group validator-group",
                "Instance Id not found - No managed instance found for instance ID i-00000000000000001"
            })
    void what_does_not_exist_any_more_ends_the_hook(String words) {
        for (var effect : answers(Account.GROUP, "muster-launch")) {
            assertThat(refused(effect, words)).isEqualTo(new Outcome.AlreadyDone(words));
        }
        assertThat(refused(lookUp("gone", "muster-launch"), words)).isInstanceOf(Outcome.AlreadyDone.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1 validation error detected: Value 'x' at 'lifecycleActionToken' failed to satisfy constraint: Member"
                        + " must have length greater than or equal to 36",
                "Neither an instance id nor a token was given"
            })
    void any_other_validation_error_says_nothing_of_the_hook(String words) {
        var effects = new ArrayList<>(answers(Account.GROUP, "muster-launch"));
        effects.add(lookUp("wrong", "muster-launch"));
        for (var effect : effects) {
            assertThat(refused(effect, words)).isInstanceOfSatisfying(Outcome.Blocked.class, blocked -> {
                assertThat(blocked.fault()).isEqualTo(Outcome.Fault.REQUEST);
                assertThat(blocked.reason()).contains("autoscaling:", words);
            });
        }
    }

    private Outcome refused(Effect effect, String words) {
        var clients = Stubbed.clients(account.clients, "*", _ -> {
            throw Stubbed.error("ValidationError", 400, words);
        });
        try (var effects = account.process(clients)) {
            return effects.execute(effect);
        }
    }

    @Test
    void an_instance_of_no_group_has_no_state_there() {
        assertThat(account.run(new Effect.ReadGroupState(Account.target(NOBODY, 1, "read-group-state", 1))))
                .isEqualTo(new Outcome.GroupStateSeen(""));
        assertThat(account.run(new Effect.ReadGroupState(Account.target(account.machine(), 1, "read-group-state", 1))))
                .isEqualTo(new Outcome.GroupStateSeen("Pending:Wait"));
    }
}
