package muster.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import muster.instance.Standing;
import muster.schemas.Domain;
import muster.schemas.Effect;
import muster.schemas.Hook;
import muster.schemas.HookToken;
import muster.schemas.Instance;
import muster.schemas.InstanceId;

/** What a story has led to, for one instance: in the state that Muster keeps and in the world. */
final class Then {
    private static final String DOMAIN = ".xnet.blade.ethernal.private";

    private final Story story;
    private final InstanceId id;

    Then(Story story, InstanceId id) {
        this.story = story;
        this.id = id;
    }

    Then isNamed(String hostname) {
        assertThat(story.world().namesOf(id)).extracting(Object::toString).containsExactly(hostname);
        assertThat(story.state(id).name())
                .isInstanceOfSatisfying(
                        Instance.Name.Held.class,
                        held -> assertThat(held.hostname()).hasToString(hostname));
        return this;
    }

    Then resolves(String hostname) {
        assertThat(story.world().records())
                .containsEntry(new Domain(hostname + DOMAIN), story.world().address(id));
        return this;
    }

    Then isTagged(String hostname) {
        assertThat(story.world().machine(id).tags)
                .containsEntry("Name", hostname + DOMAIN)
                .containsEntry("Hostname", hostname + DOMAIN);
        return this;
    }

    /** In order, the hostnames that its service was started under: no more, no fewer. */
    Then wasStartedAs(String... hostnames) {
        assertThat(story.world().machine(id).starts)
                .containsExactly(Arrays.stream(hostnames).map(it -> it + DOMAIN).toArray(String[]::new));
        return this;
    }

    Then serves() {
        assertThat(Standing.in(story.state(id).progress())).hasToString("serving");
        return this;
    }

    Then isAt(String state) {
        assertThat(Standing.in(story.state(id).progress())).hasToString(state);
        return this;
    }

    /** Named, resolvable, tagged, let in and started once, all under one hostname. */
    Then isUp(String hostname) {
        return isNamed(hostname).resolves(hostname).isTagged(hostname).wasStartedAs(hostname);
    }

    Then holdsNothing() {
        assertThat(story.world().namesOf(id)).isEmpty();
        assertThat(story.world().records()).doesNotContainValue(story.world().address(id));
        assertThat(story.state(id).name()).isEqualTo(new Instance.Name.None());
        assertThat(story.state(id).dns()).isEqualTo(new Instance.Dns.None());
        return this;
    }

    Then isGone() {
        assertThat(story.state(id).life()).isInstanceOf(Instance.Life.Gone.class);
        return this;
    }

    Then isPooled() {
        assertThat(story.state(id).life()).isInstanceOf(Instance.Life.Pooled.class);
        return this;
    }

    Then hasHad(int generations) {
        assertThat(story.state(id).generation().number()).isEqualTo(generations);
        return this;
    }

    Then answered(String token, Hook.Result result) {
        assertThat(story.world().answers()).containsEntry(new HookToken(token), result);
        return this;
    }

    Then hasNotAnswered(String token) {
        assertThat(story.world().answers()).doesNotContainKey(new HookToken(token));
        return this;
    }

    /** How many effects of a kind were asked for. */
    Then asked(Class<? extends Effect> kind, int times) {
        assertThat(story.asked().stream()
                        .filter(effect -> effect.instance().equals(id))
                        .filter(kind::isInstance))
                .hasSize(times);
        return this;
    }

    Then askedNothing() {
        return asked(Effect.class, 0);
    }
}
