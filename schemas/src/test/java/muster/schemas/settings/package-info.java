/** What the programs share about their configuration. */
@NullMarked
package muster.schemas.settings;

import org.jspecify.annotations.NullMarked;
