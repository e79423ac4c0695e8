package muster.awssim.world;

import java.time.Duration;

/**
 * How long a reader sees an older state than was written. AWS bounds none of these.
 *
 * @param metadataTags from CreateTags until the host reads the tags from its instance metadata
 * @param listCommands from SendCommand until ListCommands shows the command
 * @param commandInvocations from SendCommand until GetCommandInvocation and ListCommandInvocations know of it
 */
public record Lags(Duration metadataTags, Duration listCommands, Duration commandInvocations) {
    public Lags {
        if (metadataTags.isNegative() || listCommands.isNegative() || commandInvocations.isNegative()) {
            throw new IllegalArgumentException(
                    "a lag is not negative: " + metadataTags + ", " + listCommands + ", " + commandInvocations);
        }
    }

    /** Every reader sees what was written at once. */
    public static Lags none() {
        return new Lags(Duration.ZERO, Duration.ZERO, Duration.ZERO);
    }

    public Lags withMetadataTags(Duration lag) {
        return new Lags(lag, listCommands, commandInvocations);
    }

    public Lags withListCommands(Duration lag) {
        return new Lags(metadataTags, lag, commandInvocations);
    }

    public Lags withCommandInvocations(Duration lag) {
        return new Lags(metadataTags, listCommands, lag);
    }
}
