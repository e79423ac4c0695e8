package muster.chaos.agent;

import net.bytebuddy.asm.Advice;

/** Around the commit of a Kafka transaction: its records are on their topics before, and readable after. */
public final class AtCommit {
    private AtCommit() {}

    @Advice.OnMethodEnter
    static void before() {
        Points.reached("before-commit");
    }

    @Advice.OnMethodExit
    static void after() {
        Points.reached("after-commit");
    }
}
