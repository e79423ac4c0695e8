package muster.awssim.journal;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** The call that the current thread is answering: what it changes is put down to it. */
public final class CallInProgress {
    private static final ScopedValue<CallInProgress> CURRENT = ScopedValue.newInstance();

    private final String requestId;
    private final Set<String> instances = new LinkedHashSet<>();
    private volatile boolean effect;

    public CallInProgress(String requestId) {
        this.requestId = requestId;
    }

    public static Optional<CallInProgress> current() {
        return CURRENT.isBound() ? Optional.of(CURRENT.get()) : Optional.empty();
    }

    /** Says which instance the current call is about, if there is one. */
    public static void isAbout(String instance) {
        current().ifPresent(call -> call.instances.add(instance));
    }

    public <T> T during(Supplier<T> action) {
        return ScopedValue.where(CURRENT, this).call(action::get);
    }

    public String requestId() {
        return requestId;
    }

    public boolean hadEffect() {
        return effect;
    }

    public Set<String> instances() {
        return instances;
    }

    void tookEffect() {
        effect = true;
    }
}
