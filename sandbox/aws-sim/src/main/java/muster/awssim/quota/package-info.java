/** What AWS allows in how much time: the table of quotas, the buckets that it fills, and the bounds that follow from it. Knows no wire. */
@NullMarked
package muster.awssim.quota;

import org.jspecify.annotations.NullMarked;
