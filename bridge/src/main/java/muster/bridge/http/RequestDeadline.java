package muster.bridge.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.LastHttpContent;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Closes a connection whose request does not arrive in time as a whole, head and body, or that sends none at all. The
 * server's idle timeout does not: each byte begins it again.
 */
final class RequestDeadline extends ChannelInboundHandlerAdapter {
    private final Duration limit;
    private final Runnable whenOver;
    private @Nullable Future<?> deadline;

    /** Whether the bytes that are being read ended a request. */
    private boolean complete;

    RequestDeadline(Duration limit, Runnable whenOver) {
        this.limit = limit;
        this.whenOver = whenOver;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        begin(context);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof LastHttpContent) {
            end();
            complete = true;
        }
        context.fireChannelRead(message);
    }

    /** Comes after each reading of bytes, also where they are too few for the head of a request. */
    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (!complete) {
            begin(context);
        }
        complete = false;
        context.fireChannelReadComplete();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        end();
        context.fireChannelInactive();
    }

    private void begin(ChannelHandlerContext context) {
        if (deadline == null) {
            deadline = context.executor()
                    .schedule(
                            () -> {
                                whenOver.run();
                                context.close();
                            },
                            limit.toMillis(),
                            TimeUnit.MILLISECONDS);
        }
    }

    private void end() {
        if (deadline != null) {
            deadline.cancel(false);
            deadline = null;
        }
    }
}
