package muster.awssim.world;

import java.time.Instant;
import java.util.Optional;

/**
 * An instance refresh as it was at a moment.
 *
 * @param status InProgress, Successful, Failed or Cancelled
 * @param percentage of the instances that it was to replace
 */
public record RefreshView(
        String id, String group, String status, Instant started, Optional<Instant> ended, int percentage) {}
