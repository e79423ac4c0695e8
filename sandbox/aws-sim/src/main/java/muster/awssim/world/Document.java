package muster.awssim.world;

import java.time.Instant;

/** A document of Systems Manager. */
public record Document(String name, String content, String type, String format, Instant created) {}
