package muster.awssim.world;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What SendCommand asks for.
 *
 * @param documentVersion a number, {@code $DEFAULT} or {@code $LATEST}; that of the document's default where empty
 * @param documentHash what the document's Sha256 has to be, in hexadecimal digits
 * @param timeout within which the command has to have reached its hosts
 */
public record CommandOrder(
        String document,
        Optional<String> documentVersion,
        Optional<String> documentHash,
        String comment,
        List<String> instances,
        Map<String, List<String>> parameters,
        Duration timeout) {}
