package muster.chaos.agent;

import net.bytebuddy.agent.builder.AgentBuilder;
import net.bytebuddy.utility.JavaModule;
import org.jspecify.annotations.Nullable;

/** A class that can't be woven is a run that shows nothing: it ends the program at once. */
final class Complaints extends AgentBuilder.Listener.Adapter {
    private static final int EXIT = 88;

    @Override
    public void onError(
            String type, @Nullable ClassLoader loader, @Nullable JavaModule module, boolean loaded, Throwable fault) {
        System.err.println("cannot weave " + type + ": " + fault);
        Runtime.getRuntime().halt(EXIT);
    }
}
