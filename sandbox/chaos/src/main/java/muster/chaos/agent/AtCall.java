package muster.chaos.agent;

import net.bytebuddy.asm.Advice;
import software.amazon.awssdk.core.client.handler.ClientExecutionParams;

/** Around each AWS call, by the name of its operation. */
public final class AtCall {
    private AtCall() {}

    @Advice.OnMethodEnter
    static void before(@Advice.Argument(0) ClientExecutionParams<?, ?> call) {
        Points.reached("before:" + call.getOperationName());
    }

    @Advice.OnMethodExit
    static void after(@Advice.Argument(0) ClientExecutionParams<?, ?> call) {
        Points.reached("after:" + call.getOperationName());
    }
}
